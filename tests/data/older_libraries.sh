#!/usr/bin/env bash
# Makes the libraries of earlier commits that tests/test_older_libraries.py opens: tests/data/older_libraries.sh PYTHON
# What can be made anew is left out, so that the files stay small.
set -euo pipefail
python=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") here=$(realpath "$(dirname "$0")") work=$(mktemp -d)
printf 'id,date,title,latitude,longitude,event_type,fatalities\na1,2024-03-05,Shelling of a warehouse,42.89,20.86,shelling,2\na2,2024-03-06,Складиште погођено,42.91,20.87,shelling,0\na3,soon,No date that can be read,42.9,20.9,arrest,\na4,2024-03-09,Off the map,142.9,20.9,arrest,\n' > "$work/posts.csv"
sed 's/a2,2024-03-06/a2,2024-03-07/' "$work/posts.csv" > "$work/later.csv"

of() {  # the command line of a commit
  cd "$work/$1" && PYTHONPATH="$work/$1" INCIDENTS_LIBRARY="$work/library-$1" "$python" -m geodata "${@:2}"
}

for commit in 3f7fcb6 ea052b9 97754c4; do
  mkdir "$work/$commit"
  git -C "$(git -C "$here" rev-parse --show-toplevel)" archive "$commit" | tar -x -C "$work/$commit"
  of "$commit" import "$work/posts.csv" --name posts --title Posts
  more=(); [ "$commit" = 97754c4 ] && more=(--new-version)
  of "$commit" import "$work/later.csv" --name posts "${more[@]}"
  if [ "$commit" = 97754c4 ]; then
    of "$commit" safe-copy posts safe --cells-km 20
    of "$commit" keys add "of an older edition" --dataset posts > "$work/key"
    of "$commit" readers posts --who private
  fi
  cd "$work/library-$commit"
  rm -f "$here/library-$commit.zip"
  "$python" - "$here/library-$commit.zip" <<'PACK'
import sys, zipfile
from pathlib import Path
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for path in sorted(Path().rglob("*")):
        if path.is_file() and not path.name.startswith(("index-", "columns-", "reference-")):
            archive.write(path)
PACK
done
rm -rf "$work"

"""Says of a column's name whether it tells another time than that of the incident: birth, founding, writing.

Words are folded; one that ends with `*` stands for all that begin so, as languages decline them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from geodata.values.folding import fold

_WRITTEN: Final = """
    publish* publication* publik* public* publi opublik* pub created creation* createdat creator* update* upd
    modif* edit edited edition entered entry check checked verif* accessed access retrieved report reported
    reporting submit* submission* receiv* record recorded added addition upload* post posted posting download*
    archiv* release* regist* resolution resolved deadline expir* expiry scrap* crawl* fetched import imported
    export exported ts due valid effective review* last latest issued issue collect* processed synced ingested
    creado creada creacion cree creee creat* criad* criacao actuali* aktuali* atuali* aggiorn* guncel* mise
    consult* acces* saisie redig* redac* enreg* inscri* vencim* caduc* revis* cargad* subido erstell*
    veroffentl* geandert* anderung* bearbeit* eingetr* erfass* gemeldet melde* meldung* abgeruf* abruf*
    ablauf* angelegt stand hochgeladen azur* objav* kreiran* unos* unet* unesen* izmen* izmijen* izmjen*
    preuz* pristup* prijav* dodat* dodan* proveren* provere provjer* ucitan* isteka perditesu* perditesim*
    krijua* ndrysh* raport* skad* shtuar shtimit ngarkuar botuar botimit
    obnov* onovl* sozd* stvor* zmin* vnes* dobav* proverk* perevir* obrasc* zvern* zagruz* zavant* srok sroka
    razmes* rozmis* godnosti kayit* yayin* yayim* eklen* modyf* rejestr* cadastr*
    التحديث تحديث اخر التسجيل تسجيل النشر التعديل تعديل الادخال ادخال الاضافة الانتهاء الصلاحية المراجعة
    التوثيق
"""
"""When something was written, looked at or will be over."""
_BEGUN: Final = """
    birth* born dob natal founded founding foundation* fundad* fundac* fonde* fondat* fondaz*
    established establishment etabli* estable* formed formation inception incorporat* built construct* hired
    enlist* enrol* appointed nacim* nacid* nasc* naissance nee naiss* geboren* geburt* gegrund* grundung*
    errichtet rodj* rodendan rojst* osnov* osnivan* lindur lindja lindjes datelind* ditelind* themel* krijimi*
    rozden* rodils* rodilas narodzen* narodiv* narodil* zasnov* zasnuv* ucrez* dogum* kurul* urodzen* zalozen*
    الميلاد ميلاد المولد مواليد الولادة ولادة ولد تاسس تاسيس التاسيس انشاء الانشاء
"""
"""When people were born, and what they made was made."""
_PHRASES: Final = ("nele", "neele", "misajour", "datemaj", "majle")
"""What names begin with whose words are others alone, without what stands between."""


def _words(text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    given = text.split()
    whole = frozenset(fold(word) for word in given if not word.endswith("*"))
    return whole, tuple(sorted({fold(word[:-1]) for word in given if word.endswith("*")}))


_WHOLE, _BEGINNINGS = _words(f"{_WRITTEN} {_BEGUN}")
_STAMPS: Final = frozenset(("timestamp", "stamptime", "zeitstempel", "horodatage", "horodateur"))
_BEFORE: Final = re.compile(r"^(?:date|datum|data|fecha)(?:of|de|di|do)?(?=.)")


@lru_cache(maxsize=4_096)
def words_of(name: str) -> frozenset[str]:
    """The words of a column's name, folded."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return frozenset(re.split(r"[\W_]+", fold(apart)))


def says_another(name: str) -> bool:
    """Whether a column's name says that its dates are of something else."""
    words = words_of(name)
    return any(map(_is_other, words)) or re.sub(r"[\W_]+", "", fold(name)).startswith(_PHRASES)


def is_stamp(name: str) -> bool:
    """Whether a name is that of a timestamp and says nothing else."""
    return "".join(sorted(words_of(name))) in _STAMPS


def _is_other(word: str) -> bool:
    return any(
        each in _WHOLE or each.startswith(_BEGINNINGS) for each in (word, _BEFORE.sub("", word)) if each
    )

"""The command line's commands: each module adds its own to the parser, and prints for people or as JSON."""

"""The command line: what each command does, and how it looks in a terminal or on a pipe."""

"""`python -m keyturn`."""

from keyturn.cli.main import main

main()

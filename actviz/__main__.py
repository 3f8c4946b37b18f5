"""``python -m actviz``: the same as the command."""

from actviz.cli import main

if __name__ == "__main__":
    main()

"""`python -m policytext`, the same as `policytext`."""

from policytext.cli import main

if __name__ == "__main__":
    main()

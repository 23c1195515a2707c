"""Start LoyalDesk: a window, or one command for another program (``main.py --help``)."""

import sys

from loyaldesk.cli import VERBS

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in (*VERBS, "--help", "-h"):
        from loyaldesk.cli import main
    else:
        from loyaldesk.app import main
    sys.exit(main(sys.argv[1:]))

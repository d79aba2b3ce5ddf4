"""`python -m reportgen`."""

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)  # a plain end as long as the program is only being loaded

from reportgen.cli import main  # noqa: E402 (see above)

if __name__ == "__main__":
    main()

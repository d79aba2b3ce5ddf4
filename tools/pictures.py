"""Make the pictures of the documentation: first pages of sample reports, drawn by poppler's pdftoppm, and the outbox page,
drawn by Chromium. Names of pictures after the command make these alone.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = {
    "person.png": ("people", "000639-*.pdf", 1),
    "growth.png": ("people", "000639-*.pdf", 4),
    "others.png": ("people", "000639-*.pdf", 5),
    "grade.png": ("grades", "客户经理3级.pdf", 3),
    "heatmap.png": ("grades", "客户经理3级.pdf", 4),
    "recalibration.png": ("recalibration", "客户经理3级.pdf", 1),
}
PAGES = {"outbox.png": ("outbox.html", "1000,1046")}  # width and height in pixels: down to the end of the second mail


def main() -> int:
    target = ROOT / "docs" / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:] or [*PICTURES, *PAGES]
    samples = str(ROOT / "input_samples")
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/out"
        for command in (
            ["build", samples, "--output", out],
            ["recalibrate", samples, "--output", out],
            ["mail", "--input", samples, out],
        ):
            subprocess.run([sys.executable, "-m", "reportgen", *command], check=True, stdout=subprocess.DEVNULL)
        for name in wanted:
            if name in PAGES:
                page, size = PAGES[name]
                browser = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
                draw = [*browser, f"--window-size={size}", f"--screenshot={target / name}", f"file://{out}/{page}"]
            else:
                kind, pattern, number = PICTURES[name]
                source = next((Path(out) / kind).glob(pattern))
                draw = [
                    "pdftoppm",
                    "-r",
                    "70",
                    "-png",
                    "-singlefile",
                    "-f",
                    str(number),
                    "-l",
                    str(number),
                    str(source),
                ]
                draw.append(str(target / Path(name).stem))
            subprocess.run(draw, check=True, stderr=subprocess.DEVNULL)
            print(target / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Make the pictures of the documentation: the first pages of sample reports, drawn by poppler's pdftoppm."""

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


def main() -> int:
    target = ROOT / "docs" / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for command in ("build", "recalibrate"):
            run = [sys.executable, "-m", "reportgen", command, str(ROOT / "input_samples"), "--output", f"{folder}/out"]
            subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
        for name, (kind, pattern, page) in PICTURES.items():
            source = next((Path(folder) / "out" / kind).glob(pattern))
            draw = ["pdftoppm", "-r", "70", "-png", "-singlefile", "-f", str(page), "-l", str(page), str(source)]
            subprocess.run([*draw, str(target / Path(name).stem)], check=True)
            print(target / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())

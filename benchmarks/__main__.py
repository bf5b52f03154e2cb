"""All benchmarks one after the other, then their targets together. Usage: python -m benchmarks (or `make bench`).

`memory` is left to `make endurance`: it takes as long as the others together. Each is a process of its own, so that none
pays for what another has loaded.
"""

import subprocess
import sys

from benchmarks.workspaces import PROJECT

SCRIPTS = ("reports", "figures", "scaling", "skip_check", "import_speed", "measure_titles")


def main() -> int:
    """Run every script, show what it prints, repeat the lines on targets; 1 when a script failed."""
    targets, failed = [], []
    for name in SCRIPTS:
        command = [sys.executable, "-u", "-m", f"benchmarks.{name}"]
        with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                print(line, end="", flush=True)
                if line.strip().startswith("target "):
                    targets.append(f"{name:15}{line.strip().removeprefix('target ')}")
        print(flush=True)
        if process.returncode:
            failed.append(name)
    print("## Summary\n")
    print("\n".join(targets + [f"{name:15}FAILED, see above" for name in failed]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

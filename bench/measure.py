"""What a process cost, whole: wall and CPU seconds, peak resident memory, with its children.

Linux counts the memory of the process that starts another until the other's program is loaded, so
below some 20 MiB the figures are this Python's own.
"""

import dataclasses
import os
import statistics
import subprocess
import time


@dataclasses.dataclass
class Cost:
    wall: float
    cpu: float
    mib: float


def once(command, folder, output=subprocess.DEVNULL):
    begin = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.PIPE)
    words = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command[:6]} in {folder}: exit code {process.returncode}\n{words.decode()}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def median(command, folder, runs=5, long=10):
    """Of so many runs, of three where one takes longer than `long` seconds."""
    costs = [once(command, folder)]
    while len(costs) < (runs if costs[0].wall <= long else min(runs, 3)):
        costs.append(once(command, folder))
    return Cost(*(statistics.median(getattr(cost, field) for cost in costs) for field in ("wall", "cpu", "mib")))


def load():
    """The load average of the last minute: who measures on a busy machine should know."""
    return os.getloadavg()[0]

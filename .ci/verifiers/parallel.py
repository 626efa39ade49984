"""Verifiers in processes of their own, one a processor."""

import importlib
import os
from concurrent.futures import ProcessPoolExecutor


def verifier(module):
    """The verifier of a module, loaded where it is asked first: some are libraries that no other should meet."""
    return importlib.import_module(module)


def run(jobs):
    """The result of each job, a function and its arguments."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        waiting = [pool.submit(*job) for job in jobs]
        return [job.result() for job in waiting]

"""Handlers that answer, fail, and do what Lambda does not allow."""

import multiprocessing
import os


def echo(event, context):
    return event


def fails(event, context):
    raise ValueError("the event is odd")


def queue(event, context):
    lines = multiprocessing.Queue()
    lines.put(event)
    return lines.get()


def home(event, context):
    folder = os.path.expanduser("~/.cache")
    os.makedirs(folder, exist_ok=True)
    return folder


def hungry(event, context):
    return len(b"x" * (event["megabytes"] * 1024 * 1024))


def fill(event, context):
    with open("/tmp/filled", "wb") as file:
        for _ in range(event["megabytes"]):
            file.write(bytes(1024 * 1024))

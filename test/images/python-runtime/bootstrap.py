"""A Lambda runtime: loads the handler that its first argument names, then answers events. Errors look as awslambdaric's, in the log too."""

import http.client
import importlib
import json
import os
import sys
import traceback

PREFIX = "/2018-06-01/runtime"
sys.path.insert(0, os.getcwd())


def call(method, path, body=None, headers=None):
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    connection.request(method, PREFIX + path, body, headers or {})
    answer = connection.getresponse()
    return answer.headers, answer.read()


def describe(error, error_type):
    frames = traceback.format_tb(error.__traceback__)
    return {"errorMessage": str(error), "errorType": error_type, "requestId": "", "stackTrace": frames}


def report(path, fault):
    lines = ["[ERROR] %s: %s" % (fault["errorType"], fault["errorMessage"]), "Traceback (most recent call last):"]
    lines += [indented(line) for frame in fault["stackTrace"] for line in frame.splitlines()]
    print("\r".join(lines), flush=True)
    call("POST", path, json.dumps(fault), {"Lambda-Runtime-Function-Error-Type": fault["errorType"]})


def indented(line):
    words = line.lstrip(" ")
    return "\u00a0" * (len(line) - len(words)) + words


def load(handler):
    module_name, dot, name = handler.rpartition(".")
    if not dot:
        raise Fault("Runtime.MalformedHandlerName",
                    "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % handler)
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError",
                    "Unable to import module '%s': %s" % (module_name, error)) from error
    if not hasattr(module, name):
        raise Fault("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (name, module_name))
    return getattr(module, name)


class Fault(Exception):
    def __init__(self, error_type, message):
        super().__init__(message)
        self.error_type = error_type


def main():
    try:
        handler = load(sys.argv[1])
    except BaseException as error:
        report("/init/error", describe(error, getattr(error, "error_type", type(error).__name__)))
        sys.exit(1)
    while True:
        headers, event = call("GET", "/invocation/next")
        invocation = "/invocation/" + headers["Lambda-Runtime-Aws-Request-Id"]
        try:
            answer = json.dumps(handler(json.loads(event), None))
        except Exception as error:
            report(invocation + "/error", describe(error, type(error).__name__))
            continue
        call("POST", invocation + "/response", answer, {"Content-Type": "application/json"})


main()

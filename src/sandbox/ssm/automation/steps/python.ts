/**
 * What the sandbox's Python process runs: reads one line of JSON (script, handler, events, context), calls the handler, and tells by lines of JSON on
 * file descriptor 3 that it begins and what came of it. It ends when whoever started it is gone: its input is then closed.
 */
export const PYTHON_PROGRAM = `
import json, os, sys, threading, traceback

order = json.loads(sys.stdin.readline())

def tell(fact):
    os.write(3, (json.dumps(fact, default=str) + "\\n").encode())

def watch():
    sys.stdin.read()
    os._exit(1)

threading.Thread(target=watch, daemon=True).start()
source = order["script"]
name = os.path.join(os.getcwd(), "customer_script.py")
try:
    with open(name, "w") as file:
        file.write(source)
    scope = {"__name__": "customer_script", "__file__": name}
    exec(compile(source, name, "exec"), scope)
    handler = scope.get(order["handler"])
    if not callable(handler):
        raise NameError("the script has no function %s" % order["handler"])
    tell({"begun": True})
    tell({"payload": handler(order["events"], order["context"])})
except BaseException as problem:
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if frame.filename == name]
    said = "Traceback (most recent call last):\\n" + "".join(traceback.format_list(frames))
    tell({"problem": "%s\\n%s - %s" % (said, type(problem).__name__, problem), "missing": getattr(problem, "name", None) if isinstance(problem, ImportError) else None})
sys.stdout.flush()
os._exit(0)
`.trimStart();

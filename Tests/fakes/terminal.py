#!/usr/bin/env python3
"""A person at a terminal: starts FAULTLINE run -- bash -c SCRIPT and, once it says "up", presses keys.

    terminal.py FAULTLINE interrupt|resize|type|end SCRIPT

Prints what the terminal showed and the exit code.
"""
import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time


def size(terminal, rows, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


ACTS = {
    "interrupt": lambda terminal: os.write(terminal, b"\x03"),
    "resize": lambda terminal: size(terminal, 40, 100),
    "type": lambda terminal: os.write(terminal, b"hello\r"),
    "end": lambda terminal: os.write(terminal, b"hello\r\x04"),
}

faultline, act, script = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.execv(faultline, [faultline, "run", "--", "bash", "-c", script])
size(terminal, 24, 80)
shown = b""
acted = False
deadline = time.time() + 20
while time.time() < deadline:
    if select.select([terminal], [], [], 0.2)[0]:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    if not acted and b"up" in shown:
        time.sleep(0.3)
        ACTS[act](terminal)
        acted = True
_, status = os.waitpid(child, 0)
print(shown.decode().replace("\r\n", "\n"))
print("exit", os.waitstatus_to_exitcode(status))

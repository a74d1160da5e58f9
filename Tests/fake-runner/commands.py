"""The commands of GitHub's runner, read as the runner reads them: a port of its rules (actions/runner,
ActionCommand.cs, ActionCommandManager.cs, ExecutionContext.cs, FileCommandManager.cs) that shares
nothing with the code under test."""

COMMANDS = {
    "add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "notice",
    "remove-matcher", "save-state", "set-env", "set-output", "stop-commands", "warning",
}
DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
OLD = (("%0D", "\r"), ("%0A", "\n"), ("%3B", ";"), ("%5D", "]"), ("%25", "%"))
MOST, LONGEST, SUMMARY = 10, 4096, 1024 * 1024


def unescape(text, table):
    for code, character in table:
        text = text.replace(code, character)
    return text


def properties(text, separator, table):
    out = {}
    for pair in text.split(separator):
        name, equals, value = pair.partition("=")
        if equals and name.strip():
            out[name.strip().lower()] = unescape(value, table)
    return out


def parse(line, known):
    """(name, properties, data), or None when the line is no command."""
    text = line.lstrip()
    if text.startswith("::"):
        end = text.find("::", 2)
        if end >= 0:
            name, _, rest = text[2:end].partition(" ")
            if name.lower() in known:
                return name.lower(), properties(rest.strip(), ",", PROPERTY), \
                    unescape(text[end + 2:], DATA)
    start = line.find("##[")
    end = line.find("]", start) if start >= 0 else -1
    if end < 0:
        return None
    name, _, rest = line[start + 3:end].partition(" ")
    if name.lower() not in known:
        return None
    return name.lower(), properties(rest.strip(), ";", OLD), unescape(line[end + 1:], OLD)


class Step:
    """What a step's output leaves on the job."""

    def __init__(self):
        self.annotations, self.dropped, self.masks, self.log = [], 0, [], []
        self.refused, self.depth, self.token = [], 0, None
        self.counts = {"error": 0, "warning": 0, "notice": 0}

    def line(self, line):
        known = COMMANDS | ({self.token} if self.token else set())
        command = parse(line, known)
        if self.token:
            if command and command[0] == self.token:
                self.token = None
            else:
                self.show(line)
            return
        if not command:
            self.show(line)
            return
        name, fields, data = command
        if name in self.counts:
            self.annotate(name, fields, data)
        elif name == "add-mask":
            self.masks.append(data)
        elif name == "group":
            self.show(data, "group")
            self.depth += 1
        elif name == "endgroup":
            self.depth = 0
        elif name == "stop-commands":
            self.token = data.lower() or None
        elif name != "debug":
            self.refused.append(name)

    def annotate(self, level, fields, data):
        self.show(data, level)
        if self.counts[level] >= MOST:
            self.dropped += 1
            return
        self.counts[level] += 1
        number = fields.get("line", "")
        self.annotations.append({
            "level": level, "file": fields.get("file"), "title": fields.get("title"),
            "line": int(number) if number.isdigit() else None, "message": data[:LONGEST]})

    def show(self, text, kind="line"):
        for mask in self.masks:
            text = text.replace(mask, "***")
        self.log.append({"kind": kind, "text": text, "folded": self.depth > 0})


def outputs(text):
    """GITHUB_OUTPUT: name=value, or name<<MARK … MARK."""
    out, lines = {}, iter(text.split("\n"))
    for line in lines:
        if not line:
            continue
        equals, here = line.find("="), line.find("<<")
        if equals >= 0 and (here < 0 or equals < here):
            out[line[:equals]] = line[equals + 1:]
        elif here >= 0:
            mark, value = line[here + 2:], []
            for line in lines:
                if line == mark:
                    break
                value.append(line)
            else:
                raise ValueError(f"'{mark}' does not end")
            out[line[:here]] = "\n".join(value)
        else:
            raise ValueError(f"'{line}' is no output")
    return out


def summary(data):
    """The summary that is shown, and why none is."""
    if len(data) > SUMMARY:
        return "", "larger than 1 MiB, not shown"
    return data.decode("utf-8", "replace"), None

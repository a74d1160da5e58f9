#!/usr/bin/env python3
"""Part of integrations.sh: YAML against the vendors' schemas, names of variables, settings."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema
import yaml

root, binary = pathlib.Path(sys.argv[1]), sys.argv[2]
base = root / "Integrations"
work = pathlib.Path(tempfile.mkdtemp())
problems = []


def run(*command, **more):
    return subprocess.run(command, capture_output=True, text=True, **more)


def vendor(schema, document, name):
    """Validates against a schema that check-jsonschema ships."""
    path = work / (name.replace("/", "-") + ".json")
    path.write_text(json.dumps(document))
    done = run("check-jsonschema", "--builtin-schema", "vendor." + schema, str(path))
    if done.returncode:
        problems.append(f"{name}: {done.stdout}{done.stderr}")


def load(path):
    return yaml.safe_load((base / path).read_text())




def github():
    action = load("github/action.yml")
    vendor("github-actions", action, "github/action.yml")
    step = action["runs"]["steps"][0]
    if "${{" in step["run"]:
        problems.append("github/action.yml: an expression inside a script")
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(step)))
    if used != set(action["inputs"]):
        problems.append(f"github/action.yml: inputs {used ^ set(action['inputs'])} are not passed")
    script = (base / "github/action.sh").read_text()
    for name in step["env"]:
        if name not in script:
            problems.append(f"github/action.sh does not read {name}")
    source = (root / "Sources/faultline/Hook/Delivery/GitHubOutputs.swift").read_text()
    for output in action["outputs"].values():
        name = re.search(r"outputs\.faultline-([a-z]+)", output["value"]).group(1)
        if f'("{name}"' not in source:
            problems.append(f"github/action.yml: nothing writes the output '{name}'")
    for path in sorted((base / "github/examples").glob("*.yml")):
        example = yaml.safe_load(path.read_text())
        vendor("github-workflows", {("on" if k is True else k): v for k, v in example.items()},
               path.name)
        for job in example["jobs"].values():
            if "permissions" not in example and "permissions" not in job:
                problems.append(f"{path.name}: permissions are not limited")
            for use in job["steps"]:
                if "Integrations/github" in use.get("uses", ""):
                    strange = set(use["with"]) - set(action["inputs"])
                    if strange:
                        problems.append(f"{path.name}: no inputs {strange}")


def gitlab():
    text = (base / "gitlab/templates/faultline.yml").read_text()
    head, body = text.split("\n---\n")
    inputs = yaml.safe_load(head)["spec"]["inputs"]
    used = set(re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", body))
    if used - set(inputs) or set(inputs) - used - {"comment"}:
        problems.append(f"gitlab: inputs {used ^ set(inputs)} do not fit")
    for name, fields in inputs.items():
        value = str((fields or {}).get("default", "registry.example.com/x")).lower() \
            if name == "comment" else str((fields or {}).get("default", "registry.example.com/x"))
        body = body.replace(f"$[[ inputs.{name} ]]", value)
    document = yaml.safe_load(body)
    if "faultline-explain" not in document or ".faultline-run" not in document:
        problems.append("gitlab: the jobs are not named as documented")
    vendor("gitlab-ci", document, "gitlab/templates/faultline.yml")
    script = work / "gitlab.sh"
    script.write_text("#!/bin/sh\n" + "\n".join(document["faultline-explain"]["script"]))
    done = run("shellcheck", "-s", "sh", str(script))
    if done.returncode:
        problems.append("gitlab: " + done.stdout)
    done = run("sh", str(script), env={"PATH": "/usr/bin:/bin", "CI_PIPELINE_ID": "1"})
    if done.returncode or "no token" not in done.stderr:
        problems.append(f"gitlab: without a token it ends with {done.returncode}: {done.stderr}")


def azure():
    template = load("azure/faultline.yml")
    # The schema knows no `${{ if }}` around steps: they are validated as if all were inserted.
    steps = [step for group in template["steps"] for steps in group.values() for step in steps]
    if len(steps) != 2:
        problems.append("azure: two steps are documented")
    vendor("azure-pipelines", dict(template, steps=steps), "azure/faultline.yml")
    for group in template["steps"]:
        for steps in group.values():
            for step in steps:
                script = work / "azure.sh"
                script.write_text("#!/bin/bash\n" + step["bash"])
                done = run("shellcheck", str(script))
                if done.returncode or "${{" in step["bash"]:
                    problems.append("azure: " + done.stdout)


def circleci():
    orb = load("circleci/src/@orb.yml")
    orb["commands"] = {}
    for path in sorted((base / "circleci/src/commands").glob("*.yml")):
        command = yaml.safe_load(path.read_text())
        for step in command["steps"]:
            include = re.fullmatch(r"<< include\((.*)\) >>", step["run"]["command"])
            step["run"]["command"] = (base / "circleci/src" / include.group(1)).read_text()
        orb["commands"][path.stem] = command
    for path in sorted((base / "circleci/src/examples").glob("*.yml")):
        usage = yaml.safe_load(path.read_text())["usage"]
        for job in usage["jobs"].values():
            for step in job["steps"]:
                if isinstance(step, dict):
                    ((name, given),) = step.items()
                    declared = orb["commands"][name.split("/")[1]]["parameters"]
                    needed = {k for k, v in declared.items() if "default" not in v}
                    if set(given) - set(declared) or needed - set(given):
                        problems.append(f"circleci: {path.name}: parameters of {name}")
        # The orb as an inline one, so that the schema of configurations sees it.
        inline = {k: v for k, v in orb.items() if k in ("commands",)}
        vendor("circle-ci", dict(usage, orbs={"faultline": inline}), "circleci/" + path.name)


def buildkite():
    plugin = load("buildkite/plugin.yml")
    jsonschema.validate(plugin, {
        "type": "object", "required": ["name", "description", "author", "requirements"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string"}, "description": {"type": "string"},
            "author": {"type": "string"}, "requirements": {"type": "array"},
            "configuration": {"type": "object"}}})
    jsonschema.Draft7Validator.check_schema(plugin["configuration"])
    hook = (base / "buildkite/hooks/pre-exit").read_text()
    for name in plugin["configuration"]["properties"]:
        if "BUILDKITE_PLUGIN_FAULTLINE_" + name.upper() not in hook:
            problems.append(f"buildkite: the hook does not read '{name}'")
    readme = re.search(r"```yaml\n(.*?)```", (base / "buildkite/README.md").read_text(), re.S)
    vendor("buildkite", yaml.safe_load(readme.group(1)), "buildkite/README.md")
    given = yaml.safe_load(readme.group(1))["steps"][0]["plugins"][0]
    jsonschema.validate(next(iter(given.values())), plugin["configuration"])


def kubernetes():
    for path in sorted((base / "kubernetes").glob("*.yml")):
        document = yaml.safe_load(path.read_text())
        if not {"apiVersion", "kind", "metadata", "spec"} <= set(document):
            problems.append(f"{path.name}: not a Kubernetes object")
        if re.search(r"args:.*(\$\(params|\{\{)", path.read_text()):
            problems.append(f"{path.name}: a parameter inside a script")


def names():
    """Every FAULTLINE_ variable in the folder is one that our code reads."""
    schema = run(binary, "config", "schema").stdout
    known = set(re.findall(r"FAULTLINE_[A-Z_]+", schema)) | {"FAULTLINE_CONFIG"}
    for path in (root / "Sources").rglob("*.swift"):
        known |= set(re.findall(r'"(FAULTLINE_[A-Z_]+)"', path.read_text()))
    service = (root / "Sources/faultline/Serving/ServiceOptions.swift").read_text()
    known |= {"FAULTLINE_" + name for name in re.findall(r'variable\("([A-Z_]+)"\)', service)}
    # The service puts the hook's source between these two.
    hooks = re.compile(r"FAULTLINE_HOOK_(GITHUB|GITLAB|JENKINS|CIRCLECI|BUILDKITE)_SECRET(_FILE)?")
    if len(known) < 20:
        problems.append(f"only {sorted(known)} are known")
    for path in sorted(base.rglob("*")):
        if path.is_file() and path.suffix not in (".png", ".svg"):
            text = path.read_text().replace("BUILDKITE_PLUGIN_FAULTLINE_", "")
            for name in sorted(set(re.findall(r"FAULTLINE_[A-Z_]+", text)) - known):
                if hooks.fullmatch(name.removesuffix("_")):
                    continue
                problems.append(f"{path.relative_to(root)}: nothing reads {name}")


def settings():
    """The schema is the table's, and says of each case what `config check` says."""
    path = base / "schemas/faultline-yml-1.schema.json"
    if run(binary, "config", "schema").stdout != path.read_text():
        problems.append(f"{path.name} is not what `faultline config schema` prints")
    schema = json.loads(path.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    cases = yaml.safe_load((root / "Tests/integrations/settings.yml").read_text())
    for want, texts in cases.items():
        for text in texts:
            place = work / "settings.yml"
            place.write_text(text)
            done = run(binary, "config", "check", str(place), env={})
            ours = done.returncode == 0
            theirs = jsonschema.Draft202012Validator(schema).is_valid(yaml.safe_load(text))
            if ours != (want == "good") or theirs != (want == "good"):
                problems.append(f"settings, {want}: ours {ours}, schema {theirs}: {text!r} {done.stderr}")


for path in sorted(base.rglob("*.yml")):
    list(yaml.safe_load_all(path.read_text()))
for part in (github, gitlab, azure, circleci, buildkite, kubernetes, names, settings):
    part()
for readme in base.rglob("README.md"):
    for link in re.findall(r"\]\(([^)#:]+)\)", readme.read_text()):
        if not (readme.parent / link).exists():
            problems.append(f"{readme.relative_to(root)}: '{link}' is not there")
print("\n".join(problems))
sys.exit(1 if problems else 0)

"""Drives `faultline mcp` with the PyPI client `mcp`, whichever generation is installed, and
`/mcp` of `faultline serve` over HTTP, which is started for it on a free port.

    python Tests/mcp-clients.py FAULTLINE STORE LOG

Exits with 1 when a tool, a resource or an error is not what the specification says.
"""

import asyncio
import contextlib
import importlib.metadata
import json
import subprocess
import sys

from mcp import StdioServerParameters

BINARY, STORE, LOG = sys.argv[1:4]
PARAMETERS = StdioServerParameters(command=BINARY, args=["mcp", "--store", STORE])


async def check(client) -> None:
    """What both generations can do once they are connected."""
    tools = (await client.list_tools()).tools
    names = [tool.name for tool in tools]
    assert names == sorted(names) and len(names) == 7, names
    with open(LOG, encoding="utf-8") as log:
        told = await client.call_tool("explain_log", {"log": log.read()})
    content = getattr(told, "structured_content", None) or getattr(told, "structuredContent", None)
    assert content["failed"] is True and content["evidence_lines"], content
    assert json.loads(told.content[0].text) == content
    jobs = await client.call_tool("why", {})
    content = getattr(jobs, "structured_content", None) or getattr(jobs, "structuredContent", None)
    job = content["jobs"][0]["job_id"]
    evidence = await client.call_tool("get_evidence", {"job_id": job})
    assert "log" in evidence.content[0].text
    for name, arguments in [
        ("find_failures", {"days": 400}),
        ("flaky_tests", {"limit": 5}),
        ("test_history", {"test": "test_discount"}),
        ("weekly_summary", {}),
    ]:
        told = await client.call_tool(name, arguments)
        is_error = getattr(told, "is_error", None) or getattr(told, "isError", None)
        assert not is_error, (name, told)
    resources = (await client.list_resources()).resources
    assert resources, "no resources"
    read = await client.read_resource(resources[0].uri)
    assert json.loads(read.contents[0].text)["job_id"] == str(resources[0].uri).split("/")[-1]
    bad = await client.call_tool("why", {"nope": 1})
    assert getattr(bad, "is_error", None) or getattr(bad, "isError", None)
    try:
        await client.call_tool("rm", {})
    except Exception as error:  # each generation has a class of its own
        assert "Unknown tool" in str(error), error
    else:
        raise AssertionError("an unknown tool was called")


@contextlib.contextmanager
def service():
    """`faultline serve` over the store; its address."""
    process = subprocess.Popen(
        [BINARY, "serve", "--store", STORE, "--listen", "127.0.0.1:0"],
        stderr=subprocess.PIPE, text=True,
    )
    try:
        for line in process.stderr:
            entry = json.loads(line) if line.startswith("{") else {}
            if entry.get("message") == "listening":
                yield f"http://127.0.0.1:{entry['port']}/mcp"
                return
        raise SystemExit("the service does not start")
    finally:
        process.terminate()
        process.wait(20)


async def first_generation(version: str, url: str) -> None:
    from mcp import ClientSession
    from mcp.client.stdio import stdio_client
    from mcp.client.streamable_http import streamablehttp_client

    for name, transport in [
        ("stdio", stdio_client(PARAMETERS)), ("http", streamablehttp_client(url))
    ]:
        async with transport as streams:
            async with ClientSession(streams[0], streams[1]) as session:
                told = await session.initialize()
                await check(session)
                print(f"mcp {version}, {name}: {told.protocolVersion}, all checks passed")


async def second_generation(version: str, url: str) -> None:
    from mcp import Client
    from mcp.client.stdio import stdio_client

    for name, server, mode in [
        ("stdio", stdio_client(PARAMETERS), "auto"), ("http", url, "auto"),
        ("http", url, "2026-07-28"), ("http", url, "legacy"),
    ]:
        async with Client(server, mode=mode) as client:
            await check(client)
            agreed = getattr(client, "protocol_version", "?")
            print(f"mcp {version}, {name} ({mode}): {agreed}, all checks passed")


async def main() -> None:
    version = importlib.metadata.version("mcp")
    drive = first_generation if version.startswith("1.") else second_generation
    with service() as url:
        await drive(version, url)


asyncio.run(main())

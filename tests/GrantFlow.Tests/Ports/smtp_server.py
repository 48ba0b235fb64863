"""An SMTP server for tests: keeps every mail as it came and as JSON, decoded by Python's own parser, and misbehaves when the receiver's address asks for it.

Prints its port, then serves until its input ends. Usage: python3 smtp_server.py FOLDER
"""
import asyncio
import email
import email.header
import email.policy
import email.utils
import json
import os
import sys

from aiosmtpd.smtp import SMTP


class Keeper:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return "550 5.1.1 No such user here"
        if address.startswith("later"):
            return "451 4.3.2 Please try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        address = envelope.rcpt_tos[0]
        if address.startswith("closing"):
            server.transport.abort()
            return "421 gone"
        if address.startswith("hanging"):
            await asyncio.sleep(600)
        if address.startswith("spam"):
            return "554 5.7.1 Looks like spam"
        self.count += 1
        partial = os.path.join(self.folder, f".{self.count}")
        with open(partial, "w", encoding="utf-8") as file:
            json.dump(decoded(envelope), file, ensure_ascii=False)
        os.rename(partial, os.path.join(self.folder, f"{self.count:06}.json"))
        return f"250 2.0.0 Ok: queued as {self.count}"


def decoded(envelope):
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    # The newer parser of Python 3.11 puts a blank between two encoded words of a name, where RFC 2047 (6.2) wants none.
    plain = email.message_from_bytes(envelope.content)
    name = email.utils.parseaddr(plain["to"])[0]
    return {
        "toName": str(email.header.make_header(email.header.decode_header(name))),
        "to": envelope.rcpt_tos,
        "type": message.get_content_type(),
        "headers": {name.lower(): str(value) for name, value in message.items()},
        "headerCounts": {name.lower(): len(message.get_all(name)) for name in message.keys()},
        "parts": {part.get_content_type(): part.get_content().replace("\r\n", "\n") for part in message.iter_parts()},
        "raw": envelope.content.decode("latin-1"),
    }


async def main(folder):
    loop = asyncio.get_running_loop()
    keeper = Keeper(folder)
    server = await loop.create_server(lambda: SMTP(keeper, hostname="localhost", enable_SMTPUTF8=True), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)


asyncio.run(main(sys.argv[1]))

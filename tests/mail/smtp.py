# SPDX-License-Identifier: MIT
"""An SMTP server on the loopback, for tests/suite/mail: smtp.py DIR.

Writes its port to DIR/port and each message it takes to DIR/inbox/NUMBER-ACTION.eml. Recipients that DIR/refuse names are refused.
Ends when its standard input does. `smtp.py --read FILE...` prints what the standard library's mail parser finds."""

import asyncio
import email
import email.policy
import os
import sys


class Inbox:
    def __init__(self, directory):
        self.directory = directory
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        try:
            with open(os.path.join(self.directory, "refuse"), encoding="ascii") as refuse:
                if address in refuse.read().split():
                    return "550 5.1.1 no such mailbox"
        except FileNotFoundError:
            pass
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        headers = email.message_from_bytes(envelope.content, policy=email.policy.default)
        action = headers["Message-ID"].strip("<>").split("@")[0]
        path = os.path.join(self.directory, "inbox", "%05d-%s.eml" % (self.count, action))
        with open(path, "wb") as out:
            out.write(envelope.content)
        return "250 2.0.0 taken"


async def serve(directory):
    from aiosmtpd.smtp import SMTP  # a dependency of the server only

    os.makedirs(os.path.join(directory, "inbox"), exist_ok=True)
    loop = asyncio.get_running_loop()
    handler = Inbox(directory)
    server = await loop.create_server(lambda: SMTP(handler, hostname="localhost"), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with open(os.path.join(directory, "port.new"), "w", encoding="ascii") as out:
        out.write(str(port))
    os.rename(os.path.join(directory, "port.new"), os.path.join(directory, "port"))
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def read(paths):
    """One line a message: id, recipient, defects, whether it has a text part, subject."""
    for path in paths:
        with open(path, "rb") as source:
            message = email.message_from_binary_file(source, policy=email.policy.default)
        body = message.get_body(("plain",))
        defects = len(message.defects) + sum(len(part.defects) for part in message.walk())
        text = body.get_content() if body is not None else ""
        print(message["Message-ID"].strip("<>").split("@")[0], message["To"].addresses[0].addr_spec, defects,
              "empty" if not text.strip() else "text", message["Subject"], sep="\t")


if sys.argv[1] == "--read":
    read(sys.argv[2:])
else:
    asyncio.run(serve(sys.argv[1]))

import email, email.header, email.policy, html.parser, re, unicodedata
from decimal import Decimal

def table(name):
    lines = open(name, encoding="utf-8").read().split("\n")[:-1]
    head = lines[0].split("\t")
    return [dict(zip(head, line.split("\t"))) for line in lines[1:]]

customers = {row["customer"]: row for row in table("customers.tsv")}
actions = {}
for row in table("actions.tsv"):
    actions.setdefault(row["action"], []).append(row)
report = {row["action"]: row for row in table("report.tsv")}

class Text(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.text, self.tags = [], []
    def handle_data(self, data): self.text.append(data)
    def handle_starttag(self, tag, attributes): self.tags.append(tag)

assert sorted(report) == sorted(actions)
for action, rows in sorted(actions.items()):
    raw = open("out/new/%s.eml" % action, "rb").read()
    raw.decode("ascii")  # 7 bit throughout
    assert b"\r" not in raw and raw.endswith(b"\n")
    assert max(map(len, raw.split(b"\n"))) <= 78
    head = raw.split(b"\n\n", 1)[0].decode()
    for line in head.split("\n"):
        assert "=?" not in line or len(line) <= 76, line
        for word in re.findall(r"=\?[^ ]*\?=", line):
            assert len(word) <= 75, word
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert not message.defects, message.defects
    customer = customers[rows[0]["customer"]]
    total = sum(Decimal(r[c] or "0") for r in rows for c in ("open", "interest", "fee"))
    assert Decimal(report[action]["total"]) == total, total
    to = message["To"].addresses
    assert [a.addr_spec for a in to] == re.split("[;,] *", customer["email"])
    # Where two encoded words meet, some versions of Python's newer parser leave a blank; the older one is exact.
    assert to[0].display_name.split() == customer["name"].split(), to[0].display_name
    exact = str(email.header.make_header(email.header.decode_header(
        email.message_from_bytes(raw, policy=email.policy.compat32)["To"])))
    assert exact.startswith(customer["name"]) or exact.startswith('"' + customer["name"].replace('"', '\\"')), exact
    assert message["From"].addresses[0].display_name == "Äpfel & Birnen GmbH"
    assert message["From"].addresses[0].addr_spec == "ar@aepfel.example"
    assert message["Reply-To"].addresses[0].addr_spec == "team@aepfel.example"
    assert message["Bcc"].addresses[0].addr_spec == "archive@aepfel.example"
    assert message["Message-ID"] == "<%s@aepfel.example>" % action
    assert message["Date"].datetime.date().isoformat() == rows[0]["date"]
    assert message.get_content_type() == "multipart/alternative"
    parts = list(message.iter_parts())
    assert [p.get_content_type() for p in parts] == ["text/plain", "text/html"]
    assert all(p.get_content_charset() == "utf-8" and not p.defects for p in parts)
    plain, markup = (p.get_content() for p in parts)
    reader = Text()
    reader.feed(markup)
    shown = "".join(reader.text)
    assert not set(reader.tags) - {"html", "head", "meta", "title", "body", "p", "br", "table", "tr", "th", "td"}
    # Digits and one decimal mark: 1.234,56 and 1 234,56 and 1,234.56 are all 1234.56.
    digits = re.sub(r"[^0-9]", "", str(total))
    for text in (plain, shown, message["Subject"]):
        numbers = {re.sub(r"[^0-9]", "", n) for n in re.findall(r"[0-9](?:[0-9.,\u00a0\u2019]*[0-9])?", text)}
        assert digits in numbers, (digits, numbers)
    for text in (plain, shown):
        assert all(r["doc"] in text for r in rows)
        assert "DE02120300000000202051" in text and "Maria Groß" in text and "ar@aepfel.example" in text
    words = lambda text: re.sub(r"[\s-]+", "", unicodedata.normalize("NFC", text))
    body = shown.split(message["Subject"], 1)[1]
    assert words(body) == words(plain), "the two parts differ"
    print(action, message["Content-Language"], message["Subject"].replace("\u00a0", "~"), sep="\t")

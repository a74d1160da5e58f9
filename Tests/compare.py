#!/usr/bin/env python3
"""Scores peers on the folds that `faultline corpus evaluate --folds` wrote; prints Markdown.

Buckets: majority class, signatures alone, naive Bayes (multinomial, complement), logistic
regression on TF-IDF, nearest neighbour. Lines: last line with an error word, last ##[error], first
error word in the last hundred lines, rarest Drain3 template. Every peer sees the log without the
CI's time stamps and colours and with numbers masked, and never a log of the family it is asked
about. Nothing is random.
"""

import json
import re
import sys
from collections import Counter, defaultdict

import numpy
import sklearn
from drain3 import TemplateMiner
from drain3.template_miner_config import TemplateMinerConfig
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier

BUCKETS = ["infra", "test", "dependency", "config"]
STAMP = re.compile(
    r"^(?:\ufeff?\d{4}-\d\d-\d\dT[\d:.]+Z ?|_bk;t=\d+|\[?\d{4}-\d\d-\d\d[T ][\d:.,]+Z?\]? ?|\[\d\d:\d\d:\d\d\] )")
COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\].*?(?:\x07|\x1b\\)")
ALARM = re.compile(r"\b(?:errors?|fail(?:ed|ure|ures|s)?|fatal|exception|panic(?:ked)?|traceback)\b|\w+(?:Error|Exception)\b", re.I)
TAIL = 120


def read(path):
    """The log's lines as their page shows them: no header, marks, stamps or colours."""
    lines = open(path, encoding="utf8", errors="replace", newline="").read().split("\n")
    start = next((i for i, line in enumerate(lines) if not line.startswith("#:")), len(lines))
    return [STAMP.sub("", COLOUR.sub("", line.replace("⟦", "").replace("⟧", ""))).rstrip("\r")
            for line in lines[start:]]


def masked(lines):
    text = re.sub(r"\b[0-9a-f]{7,}\b", " hexid ", "\n".join(line[:400] for line in lines))
    return re.sub(r"\d+", "0", text)


# MARK: buckets


def bucket_peers(rows, texts):
    """name -> predictions in the order of `rows`, each from a model without the row's family."""
    labels = numpy.array([row["label"] for row in rows])
    families = numpy.array([row["family"] for row in rows])
    counts = CountVectorizer(
        token_pattern=r"(?u)[A-Za-z_][\w.-]+", min_df=2, max_features=60000).fit_transform(texts)
    peers = {
        "MultinomialNB": (MultinomialNB(alpha=0.1), False),
        "ComplementNB": (ComplementNB(alpha=0.3), False),
        "logistic regression (TF-IDF)": (LogisticRegression(solver="liblinear", C=10), True),
        "1-nearest-neighbour (TF-IDF)": (KNeighborsClassifier(1, metric="cosine"), True),
    }
    found = {name: numpy.array(["unknown"] * len(rows), dtype=object) for name in peers}
    for family in sorted(set(families)):
        held = families == family
        weight = TfidfTransformer(sublinear_tf=True).fit(counts[~held])
        plain = counts[~held], counts[held]
        scaled = weight.transform(plain[0]), weight.transform(plain[1])
        for name, (model, is_scaled) in peers.items():
            train, test = scaled if is_scaled else plain
            found[name][held] = model.fit(train, labels[~held]).predict(test)
    return found


def majority(rows):
    out = []
    for row in rows:
        rest = Counter(other["label"] for other in rows if other["family"] != row["family"])
        out.append(max(sorted(rest), key=rest.get))
    return out


def bucket_figures(labels, got):
    """accuracy, macro-F1, recall by bucket, share answered, share right of those."""
    scores, recalls = [], []
    for bucket in BUCKETS:
        right = sum(a == b == bucket for a, b in zip(labels, got))
        wanted, said = labels.count(bucket), list(got).count(bucket)
        scores.append(2 * right / (wanted + said) if wanted + said else 0)
        recalls.append(right / wanted if wanted else 0)
    accuracy = sum(a == b for a, b in zip(labels, got)) / len(labels)
    answered = sum(b != "unknown" for b in got)
    return accuracy, sum(scores) / 4, recalls, answered / len(labels), accuracy * len(labels) / answered


# MARK: lines


def last_error(lines):
    return [i + 1 for i in range(len(lines) - 1, -1, -1) if ALARM.search(lines[i])][:3]


def last_command_error(lines):
    return [i + 1 for i in range(len(lines) - 1, -1, -1) if "##[error]" in lines[i]][:3]


def grep_and_tail(lines):
    start = max(0, len(lines) - 100)
    hits = [i + 1 for i in range(start, len(lines)) if ALARM.search(lines[i])]
    return hits[:3] or list(range(max(1, len(lines) - 2), len(lines) + 1))[::-1]


class Rarity:
    """Drain3 templates of the whole corpus, counted by family so that one family can be left out."""

    def __init__(self, rows, logs):
        config = TemplateMinerConfig()
        config.profiling_enabled = False
        config.drain_max_clusters = 50000
        miner = TemplateMiner(config=config)
        self.ids, self.counts = {}, defaultdict(Counter)
        for row in rows:
            ids = []
            for line in logs[row["name"]]:
                text = re.sub(r"\d+", "0", line[:300]).strip()
                number = miner.add_log_message(text)["cluster_id"] if text else 0
                ids.append(number)
                self.counts[number][row["family"]] += 1
            self.ids[row["name"]] = ids

    def lines(self, row, lines, alarming):
        """The lines whose template is rarest in other families; of equals the last first."""
        picked = []
        for index, number in enumerate(self.ids[row["name"]]):
            if not number or alarming and not ALARM.search(lines[index]):
                continue
            count = self.counts[number]
            picked.append((sum(count.values()) - count[row["family"]], -index))
        return [1 - index for _, index in sorted(picked)[:3]]


def line_figures(rows, found):
    """hit@1 and hit@3: a line counts when it is marked or next to one, as in our own figures."""
    def hit(lines, causes):
        return any(abs(line - cause) <= 1 for line in lines for cause in causes)
    one = sum(hit(lines[:1], row["causes"]) for row, lines in zip(rows, found))
    three = sum(hit(lines[:3], row["causes"]) for row, lines in zip(rows, found))
    return one / len(rows), three / len(rows)


# MARK: the report


def table(head, body):
    out = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return out + ["| " + " | ".join(row) + " |" for row in body]


def number(value):
    return f"{value:.3f}"


def best(body, column):
    """Marks the best of a column."""
    top = max(row[column] for row in body)
    for row in body:
        if row[column] == top:
            row[column] = f"**{top}**"


def bucket_report(rows, logs):
    labels = [row["label"] for row in rows]
    peers = {"majority class": majority(rows), "signatures alone": [r["signatureGot"] for r in rows]}
    for where, cut in (("whole log", None), (f"last {TAIL} lines", TAIL)):
        texts = [masked(logs[row["name"]][-cut:] if cut else logs[row["name"]]) for row in rows]
        for name, got in bucket_peers(rows, texts).items():
            peers[f"{name}, {where}"] = list(got)
    ours = [row["got"] for row in rows]
    muted = [row.get("mutedGot", row["got"]) for row in rows]
    everything = {"Faultline": ours, "Faultline, its tools' signatures unknown": muted, **peers}
    body = []
    for name, got in everything.items():
        accuracy, macro, recalls, answered, right = bucket_figures(labels, got)
        body.append([name, number(accuracy), number(macro)] + [number(r) for r in recalls]
                    + [number(answered), number(right)])
    for column in (1, 2, 3, 4, 5, 6, 8):
        best(body, column)
    out = table(["bucket by", "accuracy", "macro-F1"] + [b + " recall" for b in BUCKETS]
                + ["answered", "right of those"], body)
    return out, peers, ours, muted


def losses(rows, peers, ours, muted):
    """Where a peer is right and we are not."""
    labels = [row["label"] for row in rows]
    body = []
    for name, got in peers.items():
        won = sum(g == l != o for g, l, o in zip(got, labels, ours))
        lost = sum(o == l != g for g, l, o in zip(got, labels, ours))
        blind = sum(g == l != o for g, l, o in zip(got, labels, muted))
        blind_lost = sum(o == l != g for g, l, o in zip(got, labels, muted))
        body.append([name, f"{won} : {lost}", f"{blind} : {blind_lost}"])
    return table(["peer", "right where we are wrong : wrong where we are right",
                  "the same, our signatures unknown"], body)


def line_report(rows, logs):
    rarity = Rarity(rows, logs)
    found = {
        "Faultline": [row["lines"] for row in rows],
        "Faultline, its tools' signatures unknown": [
            row.get("mutedLines", row["lines"]) for row in rows],
        "signatures alone (first cause)": [row["signatureLines"] for row in rows],
        "last line with an error word": [last_error(logs[row["name"]]) for row in rows],
        "last ##[error]": [last_command_error(logs[row["name"]]) for row in rows],
        "grep in the last 100 lines": [grep_and_tail(logs[row["name"]]) for row in rows],
        "Drain3, rarest template": [rarity.lines(r, logs[r["name"]], False) for r in rows],
        "Drain3, rarest with an error word": [rarity.lines(r, logs[r["name"]], True) for r in rows],
    }
    having = [i for i, row in enumerate(rows) if found["last ##[error]"][i]]
    body = []
    for name, lines in found.items():
        one, three = line_figures(rows, lines)
        some, _ = line_figures([rows[i] for i in having], [lines[i] for i in having])
        body.append([name, number(one), number(three), number(some)])
    for column in (1, 2, 3):
        best(body, column)
    return table(["line by", "hit@1", "hit@3", f"hit@1 where ##[error] is ({len(having)} logs)"], body)


def main():
    every = [json.loads(line) for line in open(sys.argv[1], encoding="utf8")]
    rows = [row for row in every if row["label"] in BUCKETS]
    logs = {row["name"]: read(f"{sys.argv[2]}/{row['name']}.log") for row in rows}
    families = len({row["family"] for row in rows})
    buckets, peers, ours, muted = bucket_report(rows, logs)
    print("# Faultline beside its peers\n")
    print("Made by `make compare` (Tests/compare.sh): every way is asked about a log of a tool "
          "family it has not seen.")
    print(f"{len(rows)} labelled logs of {families} families; scikit-learn {sklearn.__version__}, "
          "drain3 0.9.11. The best of each column is bold.\n")
    print("\n".join(["## Bucket", ""] + buckets + [""]))
    print("\n".join(["Logs won and lost against each peer:", ""]
                    + losses(rows, peers, ours, muted) + [""]))
    print("\n".join(["## Line", ""] + line_report(rows, logs) + [""]))
    print(open(sys.path[0] + "/compare-notes.md", encoding="utf8").read(), end="")


main()

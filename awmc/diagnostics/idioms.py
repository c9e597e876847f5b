"""What other languages call what awm has, by their name for it: data for "did you mean".

A value is what to write instead; `…` stands for what the author already has. Names are looked up
in lower case and without underscores, so `String`, `string` and `STRING` are one.
"""

from collections.abc import Mapping

TYPES: Mapping[str, str] = {
    **dict.fromkeys(("string", "str", "varchar", "char", "uuid", "email", "url"), "text"),
    **dict.fromkeys(("integer", "bigint", "smallint", "long", "number", "serial", "uint"), "int"),
    **dict.fromkeys(("double", "real", "float64", "float32"), "float"),
    **dict.fromkeys(("currency", "price", "usd"), "money"),
    "numeric": "decimal(2)",
    **dict.fromkeys(("boolean", "bit", "flag"), "bool"),
    **dict.fromkeys(("timestamp", "timestamptz", "instant"), "datetime"),
    **dict.fromkeys(("timedelta", "interval", "period"), "duration"),
    **dict.fromkeys(("list", "array", "set", "vec", "tuple", "sequence"), "[T]"),
    **dict.fromkeys(("dict", "object", "hash", "json", "jsonb"), "{text: T}"),
    **dict.fromkeys(("bytes", "blob", "binary"), "text"),
    **dict.fromkeys(("optional", "option", "maybe", "nullable"), "T?"),
}
"""Types of SQL, Python, JavaScript and others."""

FUNCTIONS: Mapping[str, str] = {
    **dict.fromkeys(("length", "size", "strlen", "charlength", "cardinality"), "len(…)"),
    **dict.fromkeys(("sort", "sortby", "orderby"), "sorted(…)"),
    **dict.fromkeys(("filter", "where", "select"), "[x for x in … if …]"),
    "reduce": "sum(x for x in …)",
    **dict.fromkeys(("exists", "some", "anyof"), "any(… for x in …)"),
    **dict.fromkeys(("every", "forall", "allof"), "all(… for x in …)"),
    **dict.fromkeys(("find", "findfirst", "firstordefault"), "first(x for x in … if …)"),
    **dict.fromkeys(("single", "one", "only", "unique"), "the(x for x in … if …)"),
    **dict.fromkeys(("mean", "average"), "avg(x for x in …)"),
    **dict.fromkeys(("total", "sumof"), "sum(x for x in …)"),
    **dict.fromkeys(("maximum", "greatest"), "max(…)"),
    **dict.fromkeys(("minimum", "least"), "min(…)"),
    **dict.fromkeys(("uppercase", "toupper", "touppercase", "ucase"), "upper(…)"),
    **dict.fromkeys(("lowercase", "tolower", "tolowercase", "lcase", "casefold"), "lower(…)"),
    **dict.fromkeys(("strip", "btrim"), "trim(…)"),
    **dict.fromkeys(("substring", "substr", "slice", "left", "mid"), "s[a:b]"),
    **dict.fromkeys(("startswith", "hasprefix"), "starts_with(…)"),
    **dict.fromkeys(("endswith", "hassuffix"), "ends_with(…)"),
    **dict.fromkeys(("includes", "indexof", "instr", "like", "ilike"), "contains(text, part)"),
    **dict.fromkeys(("concat", "format", "sprintf", "concatws"), '"{a} {b}"'),
    **dict.fromkeys(
        (
            "regexp",
            "regex",
            "rematch",
            "test",
            "search",
            "findall",
            "regexextract",
            "regexpmatches",
        ),
        "matches(text, 'regex')",
    ),
    **dict.fromkeys(
        ("open", "readfile", "readcsv", "loadjson", "fetch", "httpget", "request", "urlopen"),
        'data Entity from "file.csv"',
    ),
    **dict.fromkeys(("milliseconds", "microseconds"), "seconds(n)"),
    **dict.fromkeys(("joinstr", "stringjoin", "implode", "stringagg"), "join(list, by)"),
    **dict.fromkeys(("explode", "stringsplit"), "split(text, by)"),
    **dict.fromkeys(("append", "push", "add", "extend", "concatenate"), "xs + [x]"),
    **dict.fromkeys(("reverse",), "reversed(…)"),
    **dict.fromkeys(("uniq", "dedupe"), "distinct(x for x in …)"),
    **dict.fromkeys(("groupby",), "for k, xs in group(k, x for x in …)"),
    **dict.fromkeys(("ceiling",), "ceil(…)"),
    **dict.fromkeys(("power", "exp"), "pow(…)"),
    **dict.fromkeys(("ifnull", "nvl", "isnull", "coalesce", "getordefault"), "x ?? y"),
    **dict.fromkeys(("datetimenow", "getdate", "currenttimestamp", "timenow", "utcnow"), "now()"),
    **dict.fromkeys(("currentdate", "curdate", "datetoday", "datenow"), "today()"),
    **dict.fromkeys(("datediff", "daysdiff", "diffdays"), "days_between(a, b)"),
    **dict.fromkeys(("timedelta", "adddays", "dateadd", "interval"), "d + days(n)"),
    **dict.fromkeys(
        ("strftime", "dateformat", "formatdatetime", "tochar"), "format_date(d, '%d %b')"
    ),
    **dict.fromkeys(("dayofweek", "isoweekday", "getday"), "weekday(…)"),
    **dict.fromkeys(("str", "string", "tostring", "repr"), "text(…)"),
    **dict.fromkeys(("integer", "parseint", "toint", "number"), "int(…)"),
    **dict.fromkeys(("parsefloat", "tofloat", "double"), "float(…)"),
    **dict.fromkeys(("decimal", "currency"), "money(…)"),
    **dict.fromkeys(("random", "randint", "randrange", "uniform"), "rand_int(a, b)"),
    **dict.fromkeys(("choice", "randomchoice", "sampleone"), "pick(…)"),
    **dict.fromkeys(("eval",), "calc(text)"),
    **dict.fromkeys(("haversine", "geodistance"), "distance_km(lat1, lon1, lat2, lon2)"),
}
"""Functions and methods of SQL, Python, JavaScript and others."""

NAMES: Mapping[str, str] = {
    **dict.fromkeys(("null", "nil", "undefined", "nothing", "nan"), "none"),
    **dict.fromkeys(("currentuser", "sessionuser", "loggedinuser", "caller"), "me"),
    **dict.fromkeys(("this", "it"), "self"),
    **dict.fromkeys(("insert", "new"), "create E { … }"),
    **dict.fromkeys(("update", "modify", "assign"), "set row.field = …"),
    **dict.fromkeys(("remove", "destroy"), "delete row"),
    **dict.fromkeys(("raise", "throw", "abort", "error", "panic"), 'fail "…"'),
    **dict.fromkeys(("assert", "precondition", "requires", "pre"), "require …"),
    **dict.fromkeys(("postcondition", "ensures", "post"), "ensure …"),
    **dict.fromkeys(("var", "const", "val"), "let x = …"),
    **dict.fromkeys(("elseif", "elsif"), "elif"),
    **dict.fromkeys(("switch", "case"), "match x { a => 1, else => 0 }"),
    "include": 'use "common.awm"',
    "import": 'use "common.awm"` or `extern f(x: T) -> T from "file:f"',
    **dict.fromkeys(("try", "catch", "except"), 'require c else "…"'),
    "break": "for x in S if c limit n { … }",
    "continue": "for x in S if c { … }",
    **dict.fromkeys(("print", "log", "echo"), "return …"),
    "sleep": "advance minutes(n)",
    **dict.fromkeys(
        ("class", "table", "model", "struct", "interface", "type"), "entity Name { … }"
    ),
    **dict.fromkeys(("function", "fn", "func", "fun", "macro"), "def name(x: T) -> T = …"),
    **dict.fromkeys(("action", "method", "endpoint", "procedure"), "tool name(x: T) { … }"),
    **dict.fromkeys(("seed", "rows", "fixture", "fixtures"), "data Entity (a, b) { … }"),
    **dict.fromkeys(("constraint",), "@check (…)"),
    **dict.fromkeys(("transition", "transitions", "statemachine"), "@flow field { a -> b }"),
    **dict.fromkeys(("clocknow", "currenttime", "current"), "now()"),
}
"""Words and values of SQL, Python, JavaScript and others."""

IDIOMS: Mapping[str, str] = {**FUNCTIONS, **TYPES, **NAMES}
"""All of them, a type before a function of the same name."""

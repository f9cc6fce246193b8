namespace UvRelease.Fuzz.Messages;

/// <summary>What messages are made of. Everything that readers disagree about bears the id of its policy.</summary>
internal static class Pieces
{
    public static readonly Piece[] PlainHeaders =
    [
        new("feat: add a window"), new("fix(ui): keep the size"), new("docs: tell about {0}"),
            new("perf(main/ipc): send less (#{0})"), new("chore(deps-dev): bump x from 1.{0} to 2"),
        new("refactor: move code"), new("deps: take electron {0}"), new("test($a.b): more"),
            new("Fix: caps (#{0})"), new("FEAT(UI): louder"), new("release: {0}.0.0"),
        new("feature: almost a type"), new("feat: überall – ✨ {0}"), new("fix: a: b (c): d"),
    ];

    public static readonly Piece[] OddHeaders =
    [
        new("feat!: drop it", "CC-1"), new("feat(ui)!: drop it {0}", "CC-1"), new("fix:no space", "CC-4"),
            new("fix(a):\ttab", "CC-4"), new("feat(): nothing in it", "CC-5"),
        new("fix: ", "CC-6"), new("feat(ui):", "CC-6"), new("BREAKING CHANGE: in the subject", "CC-19"),
            new("build-deps: hyphen", "CC-20"), new("feat(a, b): two scopes", "CC-20"),
        new(": no type", "CC-20"), new("12: digits", "CC-20"), new("feat - dash", "CC-21"),
            new("✨ feat: emoji", "CC-21"), new("[fix] brackets", "CC-21"), new("feat：full width", "CC-21"),
        new("fix (ui): space", "CC-21"), new("feat add x", "CC-21"), new("feat!(ui): mark first", "CC-21"),
            new("fix(a(b)): nested", "CC-21"), new("Fix the thing #{0}"), new("Update readme"),
        new("feat:  two spaces", "CC-27"), new("  feat: indented", "CC-27"), new("breaking change: lower case", "CC-12"),
            new("Merge things"), new("Revert \"feat: x {0}\""), new("x"),
    ];

    public static readonly Piece[] Paragraphs =
    [
        new("The window forgot its size.\nIt keeps it now."), new("- one\n- two\n- three"),
            new("Some words about #{0} and (#{0}), no more."), new("See also x/y#{0}."),
        new("1. first\n2. second"), new("    indented: code\n    more: code"), new("A line - with dashes, and: colons inside."), new("Ünïcode ✓ — fine"),
    ];

    public static readonly Piece[] OddParagraphs =
    [
        new("---- End of part {0} ----", "CC-15"), new("words\nIMPORTANT: more words\nand words", "CC-17"),
            new("```yaml\nkey: value\nBREAKING CHANGE: quoted\n```", "CC-23"),
        new("* feat: first child\n\n  its text", "CC-13"), new("fix(core): child by paragraph\n\nits text", "CC-13"),
            new("fix: plain child", "CC-13"), new("- fix: one\n- docs: two", "CC-13"),
        new("Breaking change: in lower case", "CC-12"), new("breaking-change: in lower case", "CC-12 CC-9"),
            new("BREAKING CHANGES: many", "CC-18"), new("BREAKING CHANGE - dash", "CC-18"),
        new("## BREAKING CHANGE\n\ntext", "CC-18 CC-30"), new("  BREAKING CHANGE: indented", "CC-18"),
            new("BREAKING CHANGE #{0}", "CC-11"), new("words\nBREAKING CHANGE: glued to words", "CC-8 CC-28"),
        new("two at once #{0}#7{0}", "CC-14"), new("under_score: no token", "CC-20"), new("2nd: token", "CC-20"), new("Empty:", "CC-20"),
    ];

    public static readonly Piece[] Footers =
    [
        new("Reviewed-by: Zoë <z@example.com>"), new("Signed-off-by: A B <a@b.c>"), new("Co-authored-by: C D <c@d.e>"),
            new("Refs: #{0}, #1{0}"), new("Acked-by: someone\n  on two lines"), new("Change-Id: I{0}"),
    ];

    public static readonly Piece[] OddFooters =
    [
        new("Closes #{0}", "CC-29"), new("BREAKING CHANGE: all is new", "CC-28"), new("BREAKING-CHANGE: all is new", "CC-2"),
            new("BREAKING CHANGE: first\n\nsecond paragraph\nof it", "CC-7 CC-28"),
        new("* BREAKING CHANGE: as an item", "CC-10 CC-28"), new("BREAKING CHANGE:no space", "CC-4 CC-28"),
            new("BREAKING CHANGE:\n  on the next line", "CC-28"),
        new("BREAKING CHANGE: config moved\nBefore: a\nAfter: b\n\nSteps: move it", "CC-24 CC-28"),
            new("(cherry picked from commit 0123456789abcdef0123456789abcdef0123456{0})", "CC-25"),
        new("Reviewed-by: E\nnot a footer", "CC-9"), new("Signed-off-by:F <f@g.h>", "CC-4"),
            new("Reviewed-by: G\n\nlater words", "CC-9"), new("Issue : {0}", "CC-20"),
    ];
}

using FsCheck;
using FsCheck.Fluent;
using UvRelease.Changelog.Commits;
using UvRelease.Fuzz.Messages;
using Xunit;

namespace UvRelease.Tests.Changelog.Commits;

/// <summary>What holds for every message. tests/fuzz tries more of them.</summary>
public class MessagePropertySpecs
{
    private static readonly string[] Fragments =
    [
        "feat", "fix(ui)", "(", ")", "!", ":", ": ", " ", "\n", "\n\n", "\r\n", "\r", "BREAKING CHANGE",
            "BREAKING-CHANGE: ", "breaking", "Token: ", "Closes #1", "* ", "- ", "```\n", "~~~", "#", "word", "é", "😀", "\ud83d", "\0", "\u2028", "\t",
        "(cherry picked from commit ", "Before: ", "Co-authored-by: A <a@b>", "Release-As: ", "：",
    ];

    private static Arbitrary<string> Messages => Arb.From(Gen.Elements(Fragments).ListOf().Select(parts => string.Concat(parts)));

    [Fact]
    public void Reading_never_throws_and_loses_nothing() =>
        Prop.ForAll(Messages, text => MessageInvariants.Broken(text, MessageParser.Parse(text)) is null).Check(5_000);

    [Fact]
    public void Any_text_at_all_can_be_read() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text => MessageInvariants.Broken(text.Get, MessageParser.Parse(text.Get)) is null).Check(5_000);

    [Fact]
    public void Leaving_out_the_body_and_who_signed_it_changes_nothing_else() =>
        Prop.ForAll(Messages, text =>
        {
            CommitMessage whole = MessageParser.Parse(text), bare = MessageParser.Parse(text, whole: false, out _);
            IEnumerable<Footer> footers =
                whole.Footers.Where(footer => footer.Token is "BREAKING CHANGE" or "BREAKING-CHANGE" || Footer.IsOfRelease(footer.Token));
            return bare.Body.Length == 0 && footers.SequenceEqual(bare.Footers) && whole.BreakingNotes.SequenceEqual(bare.BreakingNotes)
                && whole.LookAlikes.SequenceEqual(bare.LookAlikes) && whole.Kind == bare.Kind;
        }).Check(2_000);

    [Fact]
    public void A_header_that_was_written_is_read_back() =>
        Prop.ForAll(
            Arb.From(Gen.Elements("feat", "Fix", "deps", "a-b_1")), Arb.From(Gen.Elements("", "ui", "a/b", "a, b")),
                Arb.From(Gen.Elements("x", "a: b", "(c)", "ü 😀 #1")),
            (type, scope, description) =>
            {
                CommitMessage read = MessageParser.Parse(HeaderLine.Write(type, scope, marked: true, description));
                return (read.Kind, read.Type, read.Scope ?? "", read.Marked, read.Description) == (MessageKind.Conventional, type, scope, true, description);
            }).Check(300);

    // Each text is made of one thing, over and over: what a reader with a loop too many takes the square of the time for.
    [Theory]
    [InlineData("```\n")]
    [InlineData("~~~~\n```\n")]
    [InlineData("```a\nb\n")]
    [InlineData("Token: value\n")]
    [InlineData(" folded\n")]
    [InlineData("BREAKING CHANGE: a\n\n")]
    [InlineData("* fix: a\n")]
    [InlineData("\r\n")]
    [InlineData("(")]
    [InlineData("word ")]
    [InlineData("https://x/")]
    public void Characters_looked_at_grow_with_the_text(string unit)
    {
        string text = "feat: x\n\n" + string.Concat(Enumerable.Repeat(unit, 20_000)) + "\nRefs: #1";
        MessageParser.Parse(text, whole: true, out long visited);
        Assert.InRange(visited, 0, 5L * text.Length);
    }

    [Fact]
    public void Thirty_thousand_fuzzed_messages_find_nothing() => Assert.Null(MessageFuzzer.Run(seed: 42, count: 30_000).Failure);

    [Fact]
    public void The_same_seed_makes_the_same_messages()
    {
        MessageMaker one = new(3), other = new(3);
        Assert.Equal(Enumerable.Range(0, 100).Select(_ => one.Make(50).Text), Enumerable.Range(0, 100).Select(_ => other.Make(50).Text));
    }
}

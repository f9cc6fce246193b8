using System.Text;
using UvRelease.Changelog.Commits;

namespace UvRelease.Fuzz.Messages;

/// <summary>What holds for every message, however odd.</summary>
public static class MessageInvariants
{
    // Signs that a header and a footer are put together with; they are not kept for themselves.
    private const string Syntax = "()!:*-";

    /// <summary>Checks that nothing of a message is lost and that its parts agree with each other.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Broken(string text, CommitMessage message)
    {
        var parts = new StringBuilder().Append(message.Type).Append(message.Scope).Append(message.Description).Append(message.Body);
        foreach (Footer footer in message.Footers)
            parts.Append(footer.Token).Append(footer.Value);
        var left = new Dictionary<char, int>();
        foreach (char character in parts.ToString())
            left[character] = left.GetValueOrDefault(character) + 1;
        foreach (char character in text)
        {
            if (char.IsWhiteSpace(character) || Syntax.Contains(character, StringComparison.Ordinal))
                continue;
            if (left.GetValueOrDefault(character) == 0)
                return $"a '{character}' (U+{(int)character:X4}) is lost";
            left[character]--;
        }

        if (message.Kind == MessageKind.Conventional != message.Type.Length > 0)
            return "a type and the kind disagree";
        if (message.Kind == MessageKind.LookAlike && message.LookAlikes.Count == 0)
            return "a look-alike has no reason";
        if (message.BreakingNotes.Count != message.Footers.Count(
            footer => footer.Token is "BREAKING CHANGE" or "BREAKING-CHANGE" && !FooterLine.SaysNothing(footer.Value)))
            return "breaking notes and footers disagree";
        int lines = 1 + text.Count(character => character is '\n' or '\r');
        if (message.Footers.Any(footer => footer.Line < 1 || footer.Line > lines) || message.LookAlikes.Any(found => found.Line < 1 || found.Line > lines))
            return "a line number is none of the message";
        return null;
    }

    /// <summary>Checks that every commit is accounted for.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Broken(ChangeSet changes, int commits)
    {
        CommitCounts counts = changes.Counts;
        if (counts.Total != commits || counts.Conventional + counts.LookAlike + counts.Other != commits)
            return $"{counts} are not {commits} commits";
        if (counts.Reverted + counts.Repeated > commits)
            return "more commits are gone than there were";
        return changes.Changes.Any(change => change.Authors.Count == 0) ? "a change has no author" : null;
    }
}

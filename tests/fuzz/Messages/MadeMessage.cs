namespace UvRelease.Fuzz.Messages;

/// <summary>A made message.</summary>
/// <param name="Text">The message.</param>
/// <param name="Policies">Ids of the policies (docs/conventional-commits.md) that it gives rise to; a message without any is read the same way by
/// everybody.</param>
public sealed record MadeMessage(string Text, IReadOnlySet<string> Policies);

/// <summary>A piece of a message.</summary>
/// <param name="Text">The text; <c>{0}</c> stands for a number.</param>
/// <param name="Policies">Ids of the policies that it gives rise to, apart by spaces.</param>
internal sealed record Piece(string Text, string Policies = "");

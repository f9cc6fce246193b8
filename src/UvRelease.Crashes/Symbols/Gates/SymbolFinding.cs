namespace UvRelease.Crashes.Symbols.Gates;

/// <summary>What keeps a release's crashes from being read, or might.</summary>
/// <param name="IsError">Whether the release must not go out so.</param>
/// <param name="File">The file, as the folder that was looked through has it.</param>
/// <param name="Message">What is wrong and how to mend it.</param>
public sealed record SymbolFinding(bool IsError, string File, string Message);

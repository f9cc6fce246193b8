namespace UvRelease.Crashes.Reports;

/// <summary>One thread of a crashed process.</summary>
/// <param name="Id">The operating system's number of it; 0 in JavaScript.</param>
/// <param name="Name">Its name, where the report has one.</param>
/// <param name="Frames">Its calls, the innermost first.</param>
public sealed record CrashThread(uint Id, string? Name, IReadOnlyList<StackFrame> Frames);

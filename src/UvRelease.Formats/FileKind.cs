using UvRelease.Releases;

namespace UvRelease.Formats;

/// <summary>
/// What errors say of a file of a format that can't be trusted: «app.zip is no <em>zip to be trusted</em>: at offset 12, the size is 7. <em>Make the
/// archive anew.</em>»
/// </summary>
/// <param name="Name">What the file should be, with what makes it one, without an article.</param>
/// <param name="Remedy">What to do, as a sentence.</param>
/// <param name="Fault">Who must act.</param>
public sealed record FileKind(string Name, string Remedy, Fault Fault = Fault.Input);

namespace UvRelease.Crashes.Symbols;

/// <summary>What a crash report says of a module, enough to find its symbols.</summary>
/// <param name="DebugFile">Name of the debug file without folders: <c>app.pdb</c>, <c>libc.so.6</c>.</param>
/// <param name="DebugId">Id of the debug file; empty where the report has none.</param>
/// <param name="CodeFile">Name of the module itself without folders.</param>
/// <param name="CodeId">Id of the module itself in lower-case hexadecimal: an ELF file's whole build id, a PE file's time stamp and size; null where
/// the report has none.</param>
public sealed record ModuleId(string DebugFile, DebugId DebugId, string CodeFile, string? CodeId);

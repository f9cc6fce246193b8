using UvRelease.Crashes.Symbols.Files;

namespace UvRelease.Crashes.Symbols.Serving;

/// <summary>A file with symbols on its way into a store.</summary>
/// <param name="File">The file.</param>
/// <param name="Facts">What it is; of a universal file one of its parts.</param>
public sealed record SymbolFile(string File, DebugObject Facts);

/// <summary>What came of a file under a key.</summary>
public enum SymbolPlace
{
    /// <summary>It was written.</summary>
    Written,

    /// <summary>The same bytes were there.</summary>
    Same,

    /// <summary>A program of this id was there with other bytes, as one that was signed has: it stays.</summary>
    Other,
}

/// <summary>A key and what came of it.</summary>
/// <param name="Key">The key.</param>
/// <param name="File">What lies there.</param>
/// <param name="Place">What came of it.</param>
public sealed record StoredSymbol(string Key, string File, SymbolPlace Place);

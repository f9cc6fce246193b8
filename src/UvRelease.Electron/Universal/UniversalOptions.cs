namespace UvRelease.Electron.Universal;

/// <summary>Rules for joining two apps; the words are those of electron-builder's <c>mac</c> configuration.</summary>
public sealed record UniversalOptions
{
    /// <summary>
    /// <c>mergeASARs</c>: two app.asar that differ become one. Without it both are kept, and a small third one loads the right one. True as in
    /// electron-builder.
    /// </summary>
    public bool MergeAsars { get; init; } = true;

    /// <summary><c>singleArchFiles</c>: pattern of files that only one of two merged archives may have.</summary>
    public string? SingleArchFiles { get; init; }

    /// <summary><c>x64ArchFiles</c>: pattern of programs that are the same in both apps, and stay as they are.</summary>
    public string? X64ArchFiles { get; init; }

    /// <summary>Pattern of Info.plist files, beside the app's own, that get no <c>ElectronAsarIntegrity</c>.</summary>
    public string? InfoPlistsToIgnore { get; init; }

    /// <summary>Replaces an app that is there.</summary>
    public bool Overwrite { get; init; }
}

/// <summary>How the code of the app came out.</summary>
public enum UniversalAppCode
{
    /// <summary>It was the same in both.</summary>
    Kept,

    /// <summary>One archive holds both.</summary>
    Merged,

    /// <summary>Both are there, and a small archive loads the right one.</summary>
    Split,
}

/// <summary>What was joined.</summary>
/// <param name="Joined">Programs that became fat.</param>
/// <param name="Kept">Programs that were fat already, or are the same in both by rule.</param>
/// <param name="Code">How the code of the app came out.</param>
/// <param name="Archives">Archives of the app with the SHA-256 of their headers, as the Info.plist has them now.</param>
public sealed record UniversalReport(int Joined, int Kept, UniversalAppCode Code, IReadOnlyDictionary<string, string> Archives);

namespace UvRelease.Releases.Artifacts;

/// <summary>The written words of platforms, processors and kinds, as fragments, inputs and file names have them.</summary>
public static class ReleaseWords
{
    private static readonly string[] Platforms = ["linux", "win", "mac"];
    private static readonly string[] Arches = ["x64", "arm64", "universal", "ia32", "armv7l"];
    private static readonly string[] Kinds = ["installer", "update", "portable", "blockmap", "symbols", "source-map", "app", "sbom"];
    private static readonly string[] Forms = ["external", "embedded"];

    /// <summary>The word of a platform.</summary>
    public static string Word(this ReleasePlatform platform) => Platforms[(int)platform];

    /// <summary>The word of a processor.</summary>
    public static string Word(this ReleaseArch arch) => Arches[(int)arch];

    /// <summary>The word of a kind.</summary>
    public static string Word(this ArtifactKind kind) => Kinds[(int)kind];

    /// <summary>The word of a form.</summary>
    public static string Word(this BlockmapForm form) => Forms[(int)form];

    /// <summary>The platform of a word; null when it is none.</summary>
    public static ReleasePlatform? Platform(string word) => Find<ReleasePlatform>(Platforms, word);

    /// <summary>The processor of a word; null when it is none.</summary>
    public static ReleaseArch? Arch(string word) => Find<ReleaseArch>(Arches, word);

    /// <summary>Reads the word of a platform from a strict document.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is none.</exception>
    public static ReleasePlatform Platform(Json.JsonMapping at, string name) => (ReleasePlatform)Read(at, name, Platforms);

    /// <summary>Reads the word of a processor from a strict document.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is none.</exception>
    public static ReleaseArch Arch(Json.JsonMapping at, string name) => (ReleaseArch)Read(at, name, Arches);

    /// <summary>Reads the word of a kind from a strict document.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is none.</exception>
    public static ArtifactKind Kind(Json.JsonMapping at, string name) => (ArtifactKind)Read(at, name, Kinds);

    /// <summary>Reads the word of a form from a strict document.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is none.</exception>
    public static BlockmapForm Form(Json.JsonMapping at, string name) => (BlockmapForm)Read(at, name, Forms);

    private static T? Find<T>(string[] words, string word)
        where T : struct, Enum => Array.IndexOf(words, word) is >= 0 and var index ? (T)Enum.ToObject(typeof(T), index) : null;

    private static int Read(Json.JsonMapping at, string name, string[] words) =>
        Array.IndexOf(words,
            at.Text(name, text => words.Contains(text, StringComparer.Ordinal) ? null : $"is no word that is known here: {string.Join(", ", words)}."));
}

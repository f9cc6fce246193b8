namespace UvRelease.Crashes.SourceMaps;

/// <summary>Finds the source maps of scripts.</summary>
public interface ISourceMaps
{
    /// <summary>Finds the map of a script; null where there is none, or more than one that it could be. It stays open as long as this is.</summary>
    /// <param name="script">Path or address of the script, as the stack has it.</param>
    /// <param name="debugId">The script's debug id; null where it has none.</param>
    SourceMap? Find(string script, Guid? debugId);
}

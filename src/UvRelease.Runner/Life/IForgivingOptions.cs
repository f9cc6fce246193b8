namespace UvRelease.Runner;

/// <summary>Options of a step that does its work although an input is wrong that the work does not need.</summary>
public interface IForgivingOptions
{
    /// <summary>True where what is asked for needs an input. The inputs that are declared before it have their values already.</summary>
    bool Needs(string input);

    /// <summary>True where an input is words for people that must hold nothing up: characters of control in it are replaced by spaces.</summary>
    bool TakesAnyText(string input) => false;
}

namespace UvRelease.Runner;

/// <summary>A value that is never printed: its text comes out only where it is asked for by name.</summary>
public sealed class Secret(string value)
{
    /// <summary>Returns the secret itself.</summary>
    public string Reveal() => value;

    /// <summary>Returns three stars, so that a slip in a message or a record's text shows nothing.</summary>
    public override string ToString() => "***";
}

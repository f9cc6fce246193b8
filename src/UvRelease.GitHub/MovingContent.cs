namespace UvRelease.GitHub;

/// <summary>A body that may be long: the patience of its request begins anew with each piece that the network has taken.</summary>
public abstract class MovingContent : HttpContent
{
    /// <summary>Hears of each piece; null while nothing is sent.</summary>
    internal Action? Heard { get; set; }

    /// <summary>Says that the network has taken a piece.</summary>
    protected void Moved() => Heard?.Invoke();
}

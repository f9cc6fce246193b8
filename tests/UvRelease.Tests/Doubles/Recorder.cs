namespace UvRelease.Tests.Doubles;

/// <summary>Keeps what is said, in the order in which it is said.</summary>
internal sealed class Recorder(List<string> said) : IProgress<string>
{
    public void Report(string value) => said.Add(value);
}

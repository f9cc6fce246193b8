using System.Diagnostics;
using Xunit;

namespace UvRelease.Tests.Runner;

/// <summary>A real program whose standard streams are closed, or lead to a full disk: what can't be said changes no outcome, and lands in no file.</summary>
public sealed class ClosedStreamSpecs
{
    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData(">&-")]
    [InlineData(">/dev/full")]
    [InlineData("<&- >&- 2>&-")]
    [InlineData(">/dev/full 2>/dev/full")]
    public async Task The_exit_code_says_what_the_step_would_have_said(string redirection)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "publish-channel");
        var start = new ProcessStartInfo("bash", ["-c", $"exec \"$0\" --channel 'no channel' --store here {redirection}", program]) { UseShellExecute = false };
        using Process step = Process.Start(start)!;
        await step.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, step.ExitCode);
    }
}

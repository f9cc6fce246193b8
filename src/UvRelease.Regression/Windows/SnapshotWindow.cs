using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;

namespace UvRelease.Regression.Windows;

/// <summary>What a drawn picture must look like.</summary>
/// <param name="Id">Its name: the scenario draws <c>{id}.png</c>.</param>
/// <param name="Golden">The picture that it is compared with, relative to the workspace.</param>
/// <param name="Threshold">How different two pixels may look, from 0 (not at all) to 1 (black and white): see <see cref="PictureComparison"/>.</param>
/// <param name="Share">Share of pixels that may differ by more.</param>
public sealed record SnapshotWindow(string Id, string Golden, double Threshold, Percentage Share)
{
    /// <summary>Why so many differing pixels are too many; null where they are not.</summary>
    public string? Problem(long differing, long pixels) => differing * 100m > Share.Value * pixels
        ? $"The picture '{Id}' differs from {Golden} in {differing} of {pixels} pixels ({differing * 100m / pixels:0.###} %), and {Share} are allowed."
        : null;

    internal static SnapshotWindow Read(YamlMapping at)
    {
        var window = new SnapshotWindow(
            at.RequiredText("id", SettingForms.Id),
            at.RequiredText("golden", SettingForms.Path),
            at.Real("threshold", 0, 1) ?? throw at.Wrong("lacks the key 'threshold': how different two pixels may look, from 0 to 1. Add it; 0.1 is usual."),
            WindowKeys.Share(at, "share") ?? throw at.Wrong("lacks the key 'share': the share of pixels that may differ by more, such as 0.1%. Add it."));
        at.End();
        return window;
    }
}

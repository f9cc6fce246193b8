using System.Globalization;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;

namespace UvRelease.Regression.Windows;

/// <summary>In which direction a number may not leave what is expected.</summary>
public enum WindowSide
{
    /// <summary>Neither upwards nor downwards.</summary>
    Both,

    /// <summary>Not upwards: a budget.</summary>
    Above,

    /// <summary>Not downwards.</summary>
    Below,
}

/// <summary>What a measured number may be: at most so far from what is expected, by the wider of an absolute and a relative distance.</summary>
/// <param name="Id">Its name in numbers.json.</param>
/// <param name="Unit">Its unit, for people.</param>
/// <param name="Expected">What is expected.</param>
/// <param name="Absolute">How far it may be, in its unit.</param>
/// <param name="Relative">How far it may be, as a share of what is expected.</param>
/// <param name="Side">In which direction it may not leave.</param>
public sealed record NumberWindow(string Id, string Unit, double Expected, double Absolute, Percentage Relative, WindowSide Side)
{
    private const double Largest = 1e15;
    private static readonly string[] Sides = ["both", "above", "below"];

    /// <summary>How far a number may be from what is expected.</summary>
    public double Reach => Math.Max(Absolute, Math.Abs(Expected) * (double)Relative.Value / 100);

    /// <summary>Why a number is outside; null where it is inside.</summary>
    /// <param name="value">What was measured; null where nothing was.</param>
    public string? Problem(double? value)
    {
        if (value is not { } measured)
            return $"'{Id}' was not measured: numbers.json has no number of that name.";
        double away = measured - Expected;
        bool outside = !double.IsFinite(measured) || Side switch
        {
            WindowSide.Above => away > Reach,
            WindowSide.Below => -away > Reach,
            _ => Math.Abs(away) > Reach,
        };
        string direction = Side switch { WindowSide.Above => "at most ", WindowSide.Below => "at least ", _ => "" };
        string allowed = Side switch
        {
            WindowSide.Above => Text(Expected + Reach),
            WindowSide.Below => Text(Expected - Reach),
            _ => $"{Text(Expected - Reach)} to {Text(Expected + Reach)}",
        };
        return outside ? $"'{Id}' is {Text(measured)} {Unit}, and {direction}{allowed} {Unit} are allowed." : null;
    }

    internal static NumberWindow Read(YamlMapping at)
    {
        var window = new NumberWindow(
            at.RequiredText("id", SettingForms.Id),
            at.RequiredText("unit", SettingForms.Label),
            at.Real("expected", -Largest, Largest) ?? throw at.Wrong("lacks the key 'expected': the number from which it is measured. Add it."),
            at.Real("absolute", 0, Largest) ?? 0,
            WindowKeys.Share(at, "relative") ?? default,
            (WindowSide)Array.IndexOf(Sides, at.OneOf("side", Sides) ?? Sides[0]));
        at.End();
        return window;
    }

    private static string Text(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);
}

/// <summary>Keys that several windows have.</summary>
internal static class WindowKeys
{
    /// <summary>A share such as <c>0.5%</c>; null where the key is absent.</summary>
    public static Percentage? Share(YamlMapping at, string key) =>
        at.Text(key, text => text.EndsWith('%') && Percentage.TryParse(text, out _) ? null
            : "must be a share such as 0.5%: 0 to 100, at most two decimals, with the sign.") is { } text && Percentage.TryParse(text, out Percentage share)
            ? share : null;
}

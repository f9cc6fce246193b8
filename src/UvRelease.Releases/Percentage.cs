using System.Globalization;

namespace UvRelease.Releases;

/// <summary>A share from 0 to 100 percent, with at most two decimals.</summary>
/// <param name="Value">0 to 100.</param>
public readonly record struct Percentage(decimal Value)
{
    /// <summary>Reads <c>25</c>, <c>25%</c> or <c>12.5 %</c>.</summary>
    /// <returns>False for anything else: signs, exponents, more than two decimals, values over 100.</returns>
    public static bool TryParse(string text, out Percentage percentage)
    {
        string number = text.EndsWith('%') ? text[..^1].TrimEnd(' ') : text;
        bool valid = decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            && value is >= 0 and <= 100
            && decimal.Round(value, 2) == value;
        percentage = new Percentage(valid ? value / 1.00m : 0);
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.##}%");
}

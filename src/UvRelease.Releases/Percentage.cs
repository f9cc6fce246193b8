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
        int point = number.IndexOf('.', StringComparison.Ordinal);
        bool valid = (point < 0 || (point > 0 && number.Length - point - 1 is 1 or 2))
            & decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            & value <= 100;
        percentage = new Percentage(valid ? value : 0);
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.##}%");
}

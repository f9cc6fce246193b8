using System.Globalization;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace UvRelease.Bench;

/// <summary>How many releases each rule has halted after each look, as SVG.</summary>
public static class HaltPlot
{
    private static readonly (string Rule, string Name, OxyColor Color)[] Rules =
    [
        ("point", "point estimate", OxyColor.FromRgb(207, 34, 46)), ("z", "z-test", OxyColor.FromRgb(154, 103, 0)),
        ("wilson", "intervals apart", OxyColor.FromRgb(130, 80, 223)), ("e20", "evidence 20", OxyColor.FromRgb(9, 105, 218)),
    ];

    /// <summary>Draws it.</summary>
    /// <param name="healthy">What became of releases that are as good as the one before.</param>
    /// <param name="bad">What became of those that crash half as much again.</param>
    public static string Draw(IReadOnlyList<Stops> healthy, IReadOnlyList<Stops> bad)
    {
        var grid = OxyColor.FromRgb(234, 238, 242);
        var model = new PlotModel
        {
            Title = "Halted after so many hourly looks",
            TitleFontSize = 14,
            Culture = CultureInfo.InvariantCulture,
            DefaultFont = "Helvetica, Arial, sans-serif",
            Background = OxyColors.White,
            PlotAreaBorderColor = grid,
        };
        model.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Left,
            Title = "% of releases",
            Minimum = 0,
            Maximum = 102,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = grid,
        });
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = "looks", Minimum = 1, Maximum = healthy[0].ByLook.Count, MajorStep = 6 });
        // Browsers may have wider letters than those that it reckons with.
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.BottomCenter,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendItemSpacing = 48,
            LegendPadding = 24,
        });
        model.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.Horizontal, Y = 5, Color = OxyColors.Black, Text = "5 %" });
        foreach ((string rule, string name, OxyColor color) in Rules)
            model.Series.Add(Line($"healthy: {name}", healthy.Single(one => one.Rule == rule), color, LineStyle.Solid));
        model.Series.Add(Line("1.5 times: evidence 20", bad.Single(one => one.Rule == "e20"), Rules[^1].Color, LineStyle.Dash));
        return new SvgExporter { Width = 860, Height = 360, IsDocument = false }.ExportToString(model);
    }

    private static LineSeries Line(string title, Stops stops, OxyColor color, LineStyle style)
    {
        var line = new LineSeries { Title = title, Color = color, LineStyle = style };
        for (int look = 0; look < stops.ByLook.Count; look++)
            line.Points.Add(new DataPoint(look + 1, stops.ByLook[look] * 100));
        return line;
    }
}

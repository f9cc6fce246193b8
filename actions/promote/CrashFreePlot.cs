using System.Globalization;
using System.Text;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;
using UvRelease.Channels.Gates.Health;
using UvRelease.Releases.Json;

namespace UvRelease.Promote;

/// <summary>
/// Shares of devices that did not crash, as SVG: each interval of the release with its confidence band, that of the release before, both in all at the right
/// edge, and what is allowed. Only what is in all is held against the allowed share: an interval counts other devices.
/// </summary>
public static class CrashFreePlot
{
    private static readonly OxyColor Blue = OxyColor.FromRgb(9, 105, 218), Grey = OxyColor.FromRgb(110, 119, 129), Red = OxyColor.FromRgb(207, 34, 46);
    private static readonly OxyColor Grid = OxyColor.FromRgb(234, 238, 242);

    /// <summary>Draws it.</summary>
    public static byte[] Draw(JudgedHealth health)
    {
        ReleaseHealth current = health.Current;
        // Without intervals there is no time to show.
        double first = Math.Min(-1, Intervals(health.Releases, health).Select(part => part.Hour).DefaultIfEmpty(-1).Min()), edge = -first / 24;
        var model = new PlotModel
        {
            Title = $"Devices on {health.Counts.Channel} without a crash",
            TitleFontSize = 14,
            Culture = CultureInfo.InvariantCulture,
            DefaultFont = "Helvetica, Arial, sans-serif",
            Background = OxyColors.White,
            PlotAreaBorderColor = Grid,
        };
        // Browsers may have wider letters than those that it reckons with.
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.BottomCenter,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendItemSpacing = 48,
            LegendPadding = 24,
        });
        double allowed = 1 - health.Rule.CrashRate, least = Math.Min(allowed, Bands(health).Min(band => band.Lower));
        model.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Left,
            Title = "%",
            Minimum = 100 - ((100 - (least * 100)) * 1.1),
            Maximum = 100,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = Grid,
        });
        model.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Bottom,
            Title = $"hours to {health.Counts.Until[..16].Replace('T', ' ')} UTC",
            Minimum = first,
            Maximum = edge * 3,
        });
        model.Annotations.Add(new LineAnnotation
        {
            Type = LineAnnotationType.Horizontal,
            Y = allowed * 100,
            Color = Red,
            Text = $"at least {CrashFreeShare.Percent(allowed)}",
            TextColor = Red,
        });
        AddIntervals(model, current, health, Blue, withBand: true);
        if (health.Previous is { } previous)
        {
            AddIntervals(model, previous, health, Grey, withBand: false);
            AddAll(model, previous, edge * 2, Grey);
        }

        AddAll(model, current, edge, Blue);
        // A document of its own would begin with a mark and name a file of the W3C.
        var exporter = new SvgExporter { Width = 860, Height = 360, IsDocument = false };
        return new UTF8Encoding(false).GetBytes(exporter.ExportToString(model));
    }

    private static void AddIntervals(PlotModel model, ReleaseHealth release, JudgedHealth health, OxyColor color, bool withBand)
    {
        var line = new LineSeries { Color = color, Title = $"{release.Version}, by interval" };
        var area = new AreaSeries { Color = OxyColors.Transparent, Color2 = OxyColors.Transparent, Fill = OxyColor.FromAColor(50, color) };
        area.Title = "95 % confidence";
        foreach ((double hour, CrashFreeShare band) in Intervals([release], health))
        {
            line.Points.Add(new DataPoint(hour, band.Share * 100));
            area.Points.Add(new DataPoint(hour, band.Lower * 100));
            area.Points2.Add(new DataPoint(hour, band.Upper * 100));
        }

        if (line.Points.Count == 0)
            return;
        if (withBand)
            model.Series.Add(area);
        model.Series.Add(line);
    }

    private static void AddAll(PlotModel model, ReleaseHealth release, double at, OxyColor color)
    {
        var band = CrashFreeShare.Of(release.CrashedDevices, release.Devices);
        // The bar reaches as far to both sides; the ends of the band do not.
        var bar = new LineSeries { Color = color, StrokeThickness = 3 };
        bar.Points.Add(new DataPoint(at, band.Lower * 100));
        bar.Points.Add(new DataPoint(at, band.Upper * 100));
        var point = new ScatterSeries { MarkerType = MarkerType.Circle, MarkerFill = color, Title = $"{release.Version}, in all" };
        point.Points.Add(new ScatterPoint(at, band.Share * 100));
        model.Series.Add(bar);
        model.Series.Add(point);
    }

    private static IEnumerable<(double Hour, CrashFreeShare Band)> Intervals(IEnumerable<ReleaseHealth> releases, JudgedHealth health) =>
        from release in releases
        from part in release.Intervals
        where part.Devices > 0
        let middle = Times.Read(part.From) + ((Times.Read(part.Until) - Times.Read(part.From)) / 2)
        select ((middle - Times.Read(health.Counts.Until)).TotalHours, CrashFreeShare.Of(part.CrashedDevices, part.Devices));

    private static IEnumerable<CrashFreeShare> Bands(JudgedHealth health) =>
        Intervals([health.Current], health).Select(part => part.Band)
            .Concat(health.Releases.Select(release => CrashFreeShare.Of(release.CrashedDevices, release.Devices)));
}

using UvRelease.Releases.Evidence;

namespace UvRelease.Regression.Matrices;

/// <summary>What a matrix must be as a whole: ids once, every reference to something, everything covered, nothing that can't run.</summary>
internal static class MatrixRules
{
    /// <summary>Everything that is wrong, a sentence each.</summary>
    public static IEnumerable<string> Problems(RegressionMatrix matrix)
    {
        string[] profiles = Ids(matrix.Profiles, one => one.Id), subsystems = Ids(matrix.Subsystems, one => one.Id),
            devices = Ids(matrix.Devices, one => one.Id);
        string[] problems = [.. OnceEach(matrix), .. References(matrix, profiles, subsystems, devices)];
        // What follows from a wrong reference is no news.
        return problems.Length > 0 ? problems : [.. Empty(matrix), .. matrix.Profiles.SelectMany(profile => Coverage(matrix, profile))];
    }

    private static IEnumerable<string> OnceEach(RegressionMatrix matrix) =>
    [
        .. Twice("profiles", matrix.Profiles.Select(one => one.Id)),
        .. Twice("subsystems", matrix.Subsystems.Select(one => one.Id)),
        .. Twice("fixtures", matrix.Fixtures.Select(one => one.Id)),
        .. Twice("acceptance", matrix.Acceptance.Select(one => one.Id)),
        .. Twice("devices", matrix.Devices.Select(one => one.Id)),
        // Both have a folder of their own in the reports.
        .. Twice("setup and scenarios", matrix.Setup.Select(one => one.Id).Concat(matrix.Scenarios.Select(one => one.Id))),
        .. matrix.Scenarios.SelectMany(one => Twice($"numbers and snapshots of {one.Id}",
            one.Numbers.Select(number => number.Id).Concat(one.Snapshots.Select(snapshot => snapshot.Id)))),
    ];

    private static IEnumerable<string> Twice(string where, IEnumerable<string> ids) =>
        ids.GroupBy(id => id, StringComparer.Ordinal).Where(same => same.Count() > 1)
            .Select(same => $"{where} have the id '{same.Key}' twice. Give each its own.");

    private static IEnumerable<string> References(RegressionMatrix matrix, string[] profiles, string[] subsystems, string[] devices)
    {
        string[] fixtures = Ids(matrix.Fixtures, one => one.Id), acceptance = Ids(matrix.Acceptance, one => one.Id);
        return
        [
            .. matrix.Profiles.SelectMany(one => Unknown($"The profile {one.Id}", "subsystem", one.Subsystems, subsystems)),
            .. matrix.Acceptance.SelectMany(one => Unknown($"The acceptance scenario {one.Id}", "profile", one.Profiles, profiles)),
            .. matrix.Acceptance.SelectMany(one => Unknown($"The acceptance scenario {one.Id}", "fixture", one.Fixtures, fixtures)),
            .. matrix.Devices.SelectMany(one => Unknown($"The device {one.Id}", "profile", one.Profiles, profiles)),
            .. matrix.Setup.SelectMany(one => Unknown($"The setup step {one.Id}", "profile", one.Profiles, profiles)),
            .. matrix.Scenarios.SelectMany(one => Unknown($"The scenario {one.Id}", "profile", one.Profiles, profiles)),
            .. matrix.Scenarios.SelectMany(one => Unknown($"The scenario {one.Id}", "subsystem", one.Subsystems, subsystems)),
            .. matrix.Scenarios.SelectMany(one => Unknown($"The scenario {one.Id}", "acceptance scenario", one.Acceptance, acceptance)),
            .. matrix.Scenarios.SelectMany(one => Unknown($"The scenario {one.Id}", "device", one.Devices, devices)),
        ];
    }

    private static IEnumerable<string> Unknown(string who, string what, IEnumerable<string> named, string[] known) =>
        named.Except(known, StringComparer.Ordinal).Select(id => $"{who} names the {what} '{id}', which there is not. Correct or add it.");

    // What would be listed and never looked at.
    private static IEnumerable<string> Empty(RegressionMatrix matrix)
    {
        if (matrix.Profiles.Count == 0)
            yield return "there are no profiles, so nothing is ever run. Add one.";
        foreach (MatrixScenario scenario in matrix.Scenarios)
        {
            if (scenario.Profiles.Count == 0)
                yield return $"The scenario {scenario.Id} belongs to no profile, so it never runs. Name one.";
            foreach (string profile in scenario.Profiles.Where(profile => scenario.Devices.Count > 0
                && !matrix.DevicesOf(profile).Any(device => scenario.RunsOn(device.Id))))
                yield return $"The scenario {scenario.Id} never runs in {profile}: none of its devices is one of that profile.";
        }

        foreach (SetupStep step in matrix.Setup.Where(step => step.Profiles.Count == 0))
            yield return $"The setup step {step.Id} belongs to no profile, so it never runs. Name one.";
        foreach (MatrixDevice device in matrix.Devices.Where(device => device.Profiles.Count == 0))
            yield return $"No profile must have run on the device {device.Id}. Name one, or remove the device.";
        foreach (AcceptanceScenario one in matrix.Acceptance.Where(one => one.Profiles.Count == 0))
            yield return $"No profile must cover the acceptance scenario {one.Id}. Name one, or remove it.";
        foreach (string id in matrix.Subsystems.Select(one => one.Id).Except(matrix.Profiles.SelectMany(profile => profile.Subsystems), StringComparer.Ordinal))
            yield return $"No profile must cover the subsystem {id}. Name it in one, or remove it.";
        foreach (string id in matrix.Fixtures.Select(one => one.Id).Except(matrix.Acceptance.SelectMany(one => one.Fixtures), StringComparer.Ordinal))
            yield return $"No acceptance scenario starts from the fixture {id}. Name it in one, or remove it.";
    }

    private static IEnumerable<string> Coverage(RegressionMatrix matrix, MatrixProfile profile)
    {
        MatrixScenario[] own = [.. matrix.Scenarios.Where(scenario => scenario.Profiles.Contains(profile.Id, StringComparer.Ordinal))];
        if (own.Length == 0)
            yield return $"The profile {profile.Id} has no scenario, so it shows nothing. Add one.";
        if (profile.Subsystems.Count == 0)
            yield return $"The profile {profile.Id} wants no subsystem covered, so it shows nothing. Name what it must cover.";
        foreach (string id in profile.Subsystems.Except(own.SelectMany(scenario => scenario.Subsystems), StringComparer.Ordinal))
            yield return $"No scenario of the profile {profile.Id} covers the subsystem {id}. Add one.";
        foreach (AcceptanceScenario one in matrix.Acceptance.Where(one => one.Profiles.Contains(profile.Id, StringComparer.Ordinal)))
        {
            if (!own.Any(scenario => scenario.Acceptance.Contains(one.Id, StringComparer.Ordinal)))
                yield return $"No scenario of the profile {profile.Id} covers the acceptance scenario {one.Id}. Add one.";
        }

        foreach (MatrixDevice device in matrix.DevicesOf(profile.Id).Where(device => !own.Any(scenario => scenario.RunsOn(device.Id))))
            yield return $"No scenario of the profile {profile.Id} runs on the device {device.Id}. Add one, or take the device out.";
        int chaos = own.Count(scenario => scenario.Category == ScenarioCategory.Chaos);
        if (chaos < profile.Chaos)
            yield return $"The profile {profile.Id} wants at least {profile.Chaos} chaos scenarios and has {chaos}. Add some.";
    }

    private static string[] Ids<T>(IEnumerable<T> entries, Func<T, string> id) => [.. entries.Select(id)];
}

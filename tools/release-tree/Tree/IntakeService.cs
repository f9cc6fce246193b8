namespace UvRelease.ReleaseTree.Tree;

/// <summary>The file by which docker compose runs the intake of crash reports: no action names its image, so the tree does.</summary>
internal static class IntakeService
{
    /// <summary>Writes it.</summary>
    /// <param name="image">Its image.</param>
    /// <param name="tag">Tag of the release.</param>
    public static TreeFile Of(ImageReference image, string tag) => new("crash-intake/compose.yml", $"""
        # The service that takes in crash reports, for docker compose. What stands in front of it, and its options: docs/crash-reporting.md of the source.
        services:
          crash-intake:
            image: {image} # {tag}
            read_only: true
            restart: unless-stopped
            ports:
              - 127.0.0.1:8080:8080
            tmpfs:
              - /tmp
            volumes:
              - reports:/reports
        volumes:
          reports: {"{}"}

        """);
}

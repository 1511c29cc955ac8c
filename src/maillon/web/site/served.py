"""The files of the front-end libraries that are public; nothing else of node_modules is."""

_SANS = "@fontsource-variable/source-sans-3"
_SERIF = "@fontsource/spectral"

# public path under static/ → path under node_modules/
FILES = {
    **{
        f"vendor/fonts/source-sans-3-{subset}-wght-{style}.woff2": (
            f"{_SANS}/files/source-sans-3-{subset}-wght-{style}.woff2"
        )
        for subset in ("latin", "latin-ext")
        for style in ("normal", "italic")
    },
    **{
        f"vendor/fonts/spectral-{subset}-{weight}.woff2": f"{_SERIF}/files/spectral-{subset}-{weight}.woff2"
        for subset in ("latin", "latin-ext")
        for weight in ("400-normal", "400-italic", "600-normal")
    },
    "vendor/maplibre-gl/maplibre-gl.mjs": "maplibre-gl/dist/maplibre-gl.mjs",
    "vendor/maplibre-gl/maplibre-gl-shared.mjs": "maplibre-gl/dist/maplibre-gl-shared.mjs",
    "vendor/maplibre-gl/maplibre-gl-worker.mjs": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "vendor/maplibre-gl/maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
}

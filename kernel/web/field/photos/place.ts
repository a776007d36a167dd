/** Where the phone is, as it says itself. */
export interface Place {
  latitude: number
  longitude: number
  /** Metres. */
  accuracy: number
}

export type PlaceFault = 'denied' | 'unknown'

/** Asked only when somebody wants it. Five decimals are a metre: more would only look exact. */
export function findPlace(): Promise<Place> {
  return new Promise((done, fail) => {
    const here = navigator.geolocation as Geolocation | undefined
    if (!here) return fail(new Error('unknown' satisfies PlaceFault))
    here.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) =>
        done({ latitude: round(latitude), longitude: round(longitude), accuracy: Math.round(accuracy) }),
      ({ code, PERMISSION_DENIED }) => fail(new Error(code === PERMISSION_DENIED ? 'denied' : 'unknown')),
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 },
    )
  })
}

function round(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5
}

### Photos.

## Photos

photo-take = Take a photo
photo-choose = Choose from gallery
photo-drop = or drop photos here
photo-preparing = Preparing the photo…
photo-checking = The photos are sent, the server is checking them…
photo-waiting = No connection. Everything is kept and will be sent by itself once it is back.
photo-retry-now = Send now
photo-stop = Stop
photo-stopped = Sending was stopped. Everything is kept on this device.
photo-place-ask = Add the place of the shot? The problem is found sooner and the work is easier to check.
photo-place-allow = Add the place
photo-place-refused = No place was added: the browser did not give it. You can send the photo without it.
photo-place-proposed = The point was taken from the photo's place. If it is wrong, tap the map.
photo-gallery = Photos
photo-broken = The photo did not load
photo-previous = Previous photo
photo-next = Next photo
photo-before = Before
photo-after = After
photo-compare = Compare: before and after
photo-hide = Hide
photo-show = Show again
photo-blur = Blur a part
photo-hide-reason = Why it is hidden
photo-hidden = Hidden from the public
photo-blurred = A part of the picture is blurred
photo-retract = Remove my photo
photo-retract-sure = Remove this photo from the request? It cannot be brought back.
photo-blur-title = What to blur
photo-blur-hint =
    Draw over faces, number plates and windows. By keyboard: "Add an area", arrows move it, Shift and arrows change its
    size, Delete removes it.
photo-blur-again = What is blurred already is marked. Add areas, or remove those that are not needed.
photo-add-area = Add an area
photo-remove-area = Remove the area
photo-save-blur = Blur
photo-clear-blur = Remove the blur
photo-avatar = Your photo (optional)
photo-avatar-choose = Choose a photo
photo-avatar-remove = Remove the photo
photo-kind-REPORT = Photo of the problem
photo-kind-BEFORE = Photo before the work
photo-kind-AFTER = Photo after the work
photo-ask-REPORT = Photos of the problem
photo-ask-BEFORE = Photo before the work: the request has none
photo-ask-AFTER = Photo of the finished work
photo-ask-DISPUTE = Photo: what is still wrong
photo-mark-FAR_FROM_PLACE = Taken far from the place
photo-mark-TAKEN_BEFORE_START = Taken before the work began
photo-mark-NO_METADATA = Place or time of the shot unknown
photo-mark-LOOKS_REUSED = Looks like an earlier photo
photo-mark-why-FAR_FROM_PLACE = The place of the shot is not the place of the request. Compare the picture with the map.
photo-mark-why-TAKEN_BEFORE_START = By the camera's clock the picture is older than the start of the work.
photo-mark-why-NO_METADATA =
    It is not known where or when the picture was taken. That is no fault, but it is harder to check.
photo-mark-why-LOOKS_REUSED = A very similar picture was used in another request. Look closely.
# $name (string): the name of the file
photo-refused-twice = { $name }: this photo is already chosen
# $name (string): the name of the file
photo-refused-tooMany = { $name }: no more than five photos
# $name (string): the name of the file
photo-refused-tooLarge = { $name }: larger than 15 MB
# $name (string): the name of the file
photo-refused-notPicture = { $name }: this is not a photo. JPEG, PNG, WebP and AVIF are accepted
# $count (number): how many photos may be chosen
photo-limit = up to { $count }
# $number (number): which photo, from 1
photo-one = Photo { $number }
# $number (number): which photo, from 1
photo-remove = Remove photo { $number }
# $number (number): which area, from 1
photo-area = Area { $number }
# $percent (number): per cent, 0 to 100
photo-sent = { $percent }% sent
# $percent (number): per cent, 0 to 100
photo-shown = "After" is open to { $percent }%
# $distance (string): a distance with its unit
photo-far = Taken { $distance } from the place
photo-there = Taken at the place
# $label (string): what is opened
photo-open = Open: { $label }
# $number (string): the number of a request, such as ALM-000123
photo-reused = This photo was already used in request { $number }. Please take a new one.
# $name (string): the name of the file
photo-refused-file = { $name } cannot be used: a JPEG, PNG or WebP photo of up to 15 MB is needed
# $name (string): the name of the file
photo-refused-gif = { $name }: a GIF is not accepted. Choose a JPEG, PNG, WebP or AVIF photo
# $name (string): the name of the file
photo-refused-heic =
    { $name }: this browser cannot open HEIC. On an iPhone choose Settings → Camera → Formats → Most Compatible and take
    the photo again, or save it as JPEG
# $name (string): the name of the file
photo-refused-broken = { $name }: the file is damaged or incomplete. Choose it again, or another photo

package io.atomicinventory.server.access;

import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.access.AccessService;
import io.atomicinventory.engine.access.Person;
import io.atomicinventory.engine.access.Role;
import io.atomicinventory.engine.access.StoreScope;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.request.Body;
import io.atomicinventory.server.request.Fields;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.AccessEnded;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Passwords;
import io.atomicinventory.server.security.Permission;
import java.net.URI;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** People who sign in. */
@RestController
@Allowed(Permission.ADMINISTER)
@RequestMapping(path = "/api/v1/people", produces = MediaType.APPLICATION_JSON_VALUE)
class PersonController {
    private final AccessService access;
    private final Passwords passwords;
    private final ApplicationEventPublisher events;

    PersonController(AccessService access, Passwords passwords, ApplicationEventPublisher events) {
        this.access = access;
        this.passwords = passwords;
        this.events = events;
    }

    record PersonView(
            String personId,
            String name,
            String role,
            List<String> stores,
            boolean isActive,
            String createdBy,
            Instant createdAt,
            @Nullable Instant lastSignInAt) {
        static PersonView of(Person.Kept kept) {
            Person person = kept.person();
            return new PersonView(
                    person.personId(),
                    person.name(),
                    person.role().code(),
                    Scopes.view(person.stores()),
                    person.isActive(),
                    kept.createdBy(),
                    kept.createdAt(),
                    kept.lastSignInAt());
        }
    }

    @PostMapping
    ResponseEntity<PersonView> add(@RequestBody Body body, Principal principal) {
        Fields fields = body.fields();
        String personId = fields.text("personId", Person::isId, Person.ID_RULE);
        String name = fields.name("name");
        Role role = role(fields);
        StoreScope stores = Scopes.stores(fields, role);
        String password = password(fields);
        fields.check();
        Person person = new Person(personId, name, role, stores, true);
        if (!access.addPerson(person, passwords.hash(password), principal.getName())) {
            throw new ProblemException(ProblemType.STATE_CONFLICT, "There is a person " + personId + " already");
        }
        return ResponseEntity.created(URI.create("/api/v1/people/" + personId)).body(find(personId));
    }

    @GetMapping
    Page<PersonView> list(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        Page<Person.Kept> page = access.people(Paths.after(after), Paths.limit(limit));
        return new Page<>(page.items().stream().map(PersonView::of).toList(), page.next());
    }

    @GetMapping("/{personId}")
    PersonView find(@PathVariable String personId) {
        return access.person(requireId(personId)).map(PersonView::of).orElseThrow(() -> unknown(personId));
    }

    @PutMapping("/{personId}")
    PersonView change(@PathVariable String personId, @RequestBody Body body) {
        requireId(personId);
        Fields fields = body.fields();
        String name = fields.name("name");
        Role role = role(fields);
        StoreScope stores = Scopes.stores(fields, role);
        boolean isActive = fields.flag("isActive", true);
        fields.check();
        if (!access.changePerson(new Person(personId, name, role, stores, isActive))) {
            throw unknown(personId);
        }
        events.publishEvent(new AccessEnded(personId));
        return find(personId);
    }

    @PutMapping("/{personId}/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void changePassword(@PathVariable String personId, @RequestBody Body body) {
        requireId(personId);
        Fields fields = body.fields();
        String password = password(fields);
        fields.check();
        if (access.person(personId).isEmpty() || !access.changePassword(personId, passwords.hash(password))) {
            throw unknown(personId);
        }
        events.publishEvent(new AccessEnded(personId));
    }

    private static String password(Fields fields) {
        return fields.text("password", Passwords::isPassword, Passwords.RULE);
    }

    private static Role role(Fields fields) {
        Role role = Scopes.role(fields);
        if (role == Role.DEVICE) {
            fields.wrong("role", "a device has a token, not a password");
        }
        return role;
    }

    private static String requireId(String personId) {
        if (!Person.isId(personId)) {
            throw unknown(personId);
        }
        return personId;
    }

    private static ProblemException unknown(String personId) {
        return Paths.notFound("Unknown person: " + personId);
    }
}
